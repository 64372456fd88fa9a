// Rows of a form (data-rows): one more without a round trip; a known site shows its municipality instead of asking for it.
"use strict";
(() => {
  function enhance(section) {
    const total = section.querySelector(`[name="${section.dataset.rows}-TOTAL_FORMS"]`);
    const list = section.querySelector("[data-rows-list]");
    const empty = section.querySelector("[data-rows-empty]");
    const add = section.querySelector("[data-rows-add]");
    section.dataset.rowsLive = "";
    add.hidden = false;
    section.querySelector("[data-rows-plain]").hidden = true;

    add.addEventListener("click", () => {
      const holder = document.createElement("div");
      holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
      const row = holder.firstElementChild;
      list.append(row);
      total.value = Number(total.value) + 1;
      row.querySelector("[data-site]").focus();
    });

    list.addEventListener("input", (event) => {
      if (!("site" in (event.target.dataset ?? {}))) return;
      const typed = event.target.value.trim().toLowerCase();
      const site = [...event.target.list.options].find((option) => option.value.toLowerCase() === typed);
      const known = site?.dataset.municipality;
      const place = event.target.closest("[data-row]").querySelector("[data-municipality]");
      for (const part of place.querySelectorAll("[data-known]")) part.hidden = !known;
      for (const part of place.querySelectorAll("[data-unknown]")) part.hidden = Boolean(known);
      if (known) place.querySelector("span.siterow__known").textContent = known;
    });
  }

  function enhanceAll(place) {
    place.querySelectorAll("[data-rows]:not([data-rows-live])").forEach(enhance);
  }

  document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt));
  enhanceAll(document);
})();
