/* Names for what the administration's own scripts and tables leave without one, so that screen readers can say it. */
"use strict";
(() => {
  function labelOf(select) {
    return select.labels[0]?.textContent.trim().replace(/:$/, "") ?? select.getAttribute("aria-label");
  }

  /* A select with suggestions is replaced by a box of its own, right behind it. */
  function nameBox(select) {
    const box = select.nextElementSibling;
    const label = labelOf(select);
    if (!label || !box?.matches(".select2")) return;
    const chosen = box.querySelector(".select2-selection__rendered[role=textbox]");
    if (chosen) {
      const combobox = box.querySelector("[role=combobox]");
      combobox.setAttribute("aria-label", `${label}: ${select.selectedOptions[0]?.text ?? ""}`);
      combobox.removeAttribute("aria-labelledby");
      chosen.setAttribute("role", "presentation");
      chosen.removeAttribute("aria-readonly");
    }
    box.querySelector("input[type=search]")?.setAttribute("aria-label", label);
  }

  /* What has opened says which list it steers, and what its own search field is for. */
  function nameOpened(select) {
    const combobox = select.nextElementSibling.querySelector("[role=combobox]");
    combobox.setAttribute("aria-controls", combobox.getAttribute("aria-owns"));
    document.querySelector(".select2-search--dropdown input")?.setAttribute("aria-label", `${labelOf(select)} suchen`);
  }

  window.addEventListener("load", () => {
    for (const head of document.querySelectorAll("th.original:empty")) {
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = "Eintrag";
      head.append(name);
    }
    for (const select of document.querySelectorAll(".admin-autocomplete")) {
      nameBox(select);
      window.django.jQuery(select).on("change", () => nameBox(select)).on("select2:open", () => nameOpened(select));
    }
  });
})();
