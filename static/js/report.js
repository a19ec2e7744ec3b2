/* Shows how far a report is. Without it, the button "Refresh" does. */
(() => {
  "use strict";
  const box = document.querySelector("[data-run]");
  const bar = box.querySelector("progress");
  const put = (part, text) => {
    const place = box.querySelector(part);
    if (place.textContent !== text) place.textContent = text;
  };
  let pause = 2000;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.run, { credentials: "same-origin" });
      const now = await answer.json();
      if (!now.open) return location.reload();
      if (now.percent !== null) bar.value = now.percent;
      put("[data-label]", now.label);
      put("[data-said]", now.said);
    } catch (problem) {
      console.info("Not reached, tried again:", problem);
    }
    pause = Math.min(pause * 1.25, 10000);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
