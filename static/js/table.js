// The table of measures: a cell opens as a field in its place and is saved by choosing, a box in the head ticks the
// page, and the bar tells how many are ticked.
// Everything works without it: the links lead to small pages, the boxes are sent as they are.
(() => {
  "use strict";

  const links = new WeakMap(); // of each cell that is open as a field, what it held
  let keys = false; // with the keyboard one passes values that one does not want

  document.addEventListener("pointerdown", () => {
    keys = false;
  });

  document.addEventListener("keydown", (event) => {
    keys = true;
    const cell = event.target.closest("[data-cell-form]")?.closest("td");
    if (!cell || event.key !== "Escape") return;
    cell.innerHTML = links.get(cell);
    cell.querySelector("a").focus();
  });

  // Who goes elsewhere without having chosen finds the cell as it was. A click counts when it is done: rows that move
  // between pressing and releasing would be missed.
  const closeUnchanged = (form, place) => {
    const cell = form.closest("td");
    const chosen = [...form.elements.wert.options].some((option) => option.selected !== option.defaultSelected);
    if (!links.has(cell) || chosen || form.contains(place) || form.querySelector("[role=alert]")) return;
    cell.innerHTML = links.get(cell);
  };

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("[data-cell-form]");
    if (form && keys && event.relatedTarget) closeUnchanged(form, event.relatedTarget);
  });

  document.addEventListener("click", (event) => {
    for (const form of document.querySelectorAll("[data-cell-form]")) closeUnchanged(form, event.target);
  });

  document.addEventListener("change", (event) => {
    if (!keys) event.target.closest("[data-cell-form]")?.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cell]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const cell = link.closest("td");
    links.set(cell, cell.innerHTML);
    htmx.ajax("GET", link.href, { target: cell, swap: "innerHTML" }).then(() => {
      const select = cell.querySelector("select");
      select?.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" }); // its button too, where the table is wider than the screen
      try {
        if (!keys) select?.showPicker();
      } catch {
        // Not shown where the click is too long ago; then the field is there all the same.
      }
    }, () => {}); // failing.js tells
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig.verb !== "post") return;
    event.detail.target.querySelector("a[data-cell], select")?.focus();
  });

  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll('input[form="sammel"]')];
  const all = bar.querySelector("[data-bulk-all]");
  const count = bar.querySelector("[data-bulk-count]");
  const page = document.createElement("label");
  page.className = "tick";
  page.innerHTML = '<input type="checkbox"> alle auf dieser Seite';
  bar.querySelector(".bulk__all").prepend(page);
  const whole = page.querySelector("input");
  all.closest("label").hidden = boxes.length === Number(bar.elements.anzahl.value);

  const told = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    whole.checked = ticked > 0 && ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
    bar.toggleAttribute("data-bulk-none", !all.checked && ticked === 0);
    count.textContent = all.checked ? "alle ausgewählt" : ticked ? `${ticked} ausgewählt` : "keine ausgewählt";
  };
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    told();
  });
  all.addEventListener("change", told);
  for (const box of boxes) box.addEventListener("change", told);
  told();
})();
