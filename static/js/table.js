// The table of measures: a cell opens as a field in its place, a box in the head ticks the page, the bar counts.
// Everything works without it: the links lead to small pages, the boxes are sent as they are.
"use strict";

document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cell]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const cell = link.closest("td");
    const before = cell.innerHTML;
    htmx.ajax("GET", link.href, { target: cell, swap: "innerHTML" }).then(() => {
        const select = cell.querySelector("select");
        if (!select) return;
        select.focus();
        const restore = () => {
            cell.innerHTML = before;
            cell.querySelector("a").focus();
        };
        cell.addEventListener("keydown", (key) => key.key === "Escape" && cell.querySelector("form") && restore());
    });
});

document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig.verb !== "post") return;
    event.detail.target.querySelector("a[data-cell], select")?.focus();
});

const bar = document.querySelector("[data-bulk]");
if (bar) {
    const boxes = [...document.querySelectorAll('input[form="sammel"]')];
    const all = bar.querySelector("[data-bulk-all]");
    const count = bar.querySelector("[data-bulk-count]");
    const page = document.createElement("label");
    page.className = "tick";
    page.innerHTML = '<input type="checkbox"> alle auf dieser Seite';
    bar.querySelector(".bulk__all").prepend(page);
    const whole = page.querySelector("input");

    const told = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        whole.checked = ticked > 0 && ticked === boxes.length;
        whole.indeterminate = ticked > 0 && ticked < boxes.length;
        count.textContent = all.checked ? "alle ausgewählt" : `${ticked} ausgewählt`;
    };
    whole.addEventListener("change", () => {
        for (const box of boxes) box.checked = whole.checked;
        told();
    });
    all.addEventListener("change", told);
    for (const box of boxes) box.addEventListener("change", told);
    told();
}
