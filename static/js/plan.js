// The plan of the work: all rows are chosen at once, what is set for several appears once some are chosen, and leaving
// with unsaved changes warns.
"use strict";
(() => {
  const form = document.querySelector("[data-plan]");
  if (!form) return;
  let changed = false;

  const boxes = [...form.querySelectorAll("input[name=auswahl]")];
  const bulk = form.querySelector("[data-plan-bulk]");
  const all = form.querySelector("[data-plan-all]");

  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    bulk.hidden = chosen === 0;
    bulk.querySelector("[data-plan-count]").textContent = ` (${chosen})`;
    all.textContent = boxes.length && chosen === boxes.length ? "Auswahl aufheben" : "Alle auswählen";
  };

  all.hidden = false;
  all.addEventListener("click", () => {
    const choose = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = choose;
    count();
  });

  form.addEventListener("change", (event) => {
    if (event.target.name === "auswahl") count();
    else changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  count();
})();
