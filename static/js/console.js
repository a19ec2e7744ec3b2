/* Keys of the officers' pages: j k x Enter a r s ?. They can be switched off (WCAG 2.1.4), and never decide anything. */
(() => {
  "use strict";

  const SWITCH = "portal.keys";
  const dialog = document.getElementById("keys");
  const keysOn = () => localStorage.getItem(SWITCH) !== "off";

  const rows = () => [...document.querySelectorAll("[data-queue] tbody tr")];
  const currentRow = () => document.querySelector("[data-queue] tr.current");

  const step = (by) => {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(currentRow());
    const next = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    currentRow()?.classList.remove("current");
    next.classList.add("current");
    next.querySelector("a")?.focus();
  };

  /* Links are followed; choices are chosen; buttons only take the focus, so that Enter is what confirms. */
  const reach = (key) => {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    target.closest("details")?.setAttribute("open", "");
    if (target.matches("a[href], input[type=radio], summary")) target.click();
    target.focus();
  };

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => currentRow()?.querySelector("input[type=checkbox]")?.click(),
    Enter: () => currentRow()?.querySelector("a")?.click(),
    a: () => reach("a"),
    r: () => reach("r"),
    s: () => reach("s"),
    "?": () => dialog?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, dialog, [contenteditable]");
    const pressing = event.key === "Enter" && event.target.closest?.("a, button, summary, input");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || pressing || !keysOn()) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.querySelectorAll("[data-open-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => dialog?.showModal());
  });

  document.querySelectorAll("[data-keys-switch]").forEach((box) => {
    box.checked = keysOn();
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  });

  /* Select all, and how many are selected. */
  const boxes = () => [...document.querySelectorAll("[data-queue] tbody input[type=checkbox]")];
  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    document.querySelectorAll("[data-selected-count]").forEach((place) => { place.textContent = chosen; });
    document.querySelectorAll("[data-needs-selection]").forEach((bar) => { bar.hidden = chosen === 0; });
  };
  document.querySelectorAll("[data-select-all]").forEach((all) => {
    all.hidden = false;
    all.addEventListener("change", () => {
      boxes().forEach((box) => { box.checked = all.checked; });
      tell();
    });
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-queue]")) tell();
  });
  window.addEventListener("pageshow", tell);
})();
