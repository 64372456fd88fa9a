// The plan of the work: all rows are chosen at once, and leaving with unsaved changes warns.
(() => {
  const form = document.querySelector("[data-plan]");
  if (!form) return;
  let changed = false;

  const boxes = () => [...form.querySelectorAll("input[name=auswahl]")];
  const all = form.querySelector("[data-plan-all]");
  all.hidden = false;
  all.addEventListener("click", () => {
    const choose = boxes().some((box) => !box.checked);
    for (const box of boxes()) box.checked = choose;
  });

  form.addEventListener("change", (event) => {
    if (event.target.name !== "auswahl") changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
