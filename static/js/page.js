/* Questions that depend on another of the same page are shown when they apply. Without this script all are shown, each
   with a hint that says when it applies; what is hidden is still sent, and the server passes over it. */
(() => {
  "use strict";

  document.querySelectorAll("form").forEach((form) => {
    const dependents = form.querySelectorAll("[data-show-if]");
    if (!dependents.length) return;

    const apply = () => {
      const data = new FormData(form);
      dependents.forEach((control) => {
        const field = control.closest(".field");
        const asker = form.querySelector(`[name="${control.dataset.showIf}"]`)?.closest(".field");
        const answered = data.getAll(control.dataset.showIf).includes(control.dataset.showValue);
        const applies = answered && !asker?.hidden;
        if (field) field.hidden = !applies;
      });
    };

    form.addEventListener("change", apply);
    window.addEventListener("pageshow", apply);
    apply();
  });
})();
