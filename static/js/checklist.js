// A list of check boxes (data-checklist) as a field to type in: a filter, what is chosen as chips, new names.
// Pfeil hinunter leads into the list, Enter takes the first match, Escape closes; without this script the list stands open.
"use strict";
(() => {
  function changed(input) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function enhance(field) {
    const label = field.querySelector("legend").textContent.trim();
    const filter = field.querySelector("[data-filter]");
    const list = field.querySelector("[data-list]");
    const chips = field.querySelector("[data-chips]");
    const status = field.querySelector("[data-status]");
    const add = field.querySelector("[data-add]");
    const options = [...list.querySelectorAll("li")].filter((item) => item.querySelector("input"));
    const box = (item) => item.querySelector("input");
    const name = (item) => item.querySelector("[data-name]").textContent;
    const shown = () => [...list.querySelectorAll("li:not([hidden])")].filter((item) => item.querySelector("input"));
    const fresh = [];

    field.classList.add("checklist--live");
    field.querySelector("[data-live]").hidden = false;
    filter.placeholder = "Suchen und hinzufügen";
    filter.setAttribute("aria-label", `${label} suchen und hinzufügen`);
    chips.setAttribute("aria-label", `${label}: gewählt`);
    for (const item of options) box(item).tabIndex = -1;

    function chip(text, note, remove) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = note ? "chip chip--warning" : "chip";
      button.append(text);
      const cross = document.createElement("span");
      cross.className = "chip__cross";
      cross.textContent = "×";
      cross.setAttribute("aria-hidden", "true");
      button.append(cross);
      button.setAttribute("aria-label", `${text} entfernen`);
      button.addEventListener("click", () => {
        remove();
        draw();
        filter.focus();
      });
      item.append(button);
      if (note) item.append(note.cloneNode(true));
      return item;
    }

    function draw() {
      const chosen = options.filter((item) => box(item).checked);
      chips.replaceChildren(
        ...chosen.map((item) =>
          chip(name(item), item.querySelector("[data-note]"), () => {
            box(item).checked = false;
            changed(box(item));
          }),
        ),
        ...fresh.map((input) =>
          chip(`${input.value} (neu)`, null, () => {
            fresh.splice(fresh.indexOf(input), 1);
            input.value = "";
            changed(input);
            input.remove();
          }),
        ),
      );
      chips.hidden = chips.childElementCount === 0;
    }

    /* 0 for the name itself, 1 for its beginning, 2 for the beginning of one of its words, 3 for any part. */
    function rank(item, words) {
      const text = name(item).toLowerCase();
      return [text === words, text.startsWith(words), text.includes(` ${words}`), true].indexOf(true);
    }

    function narrow() {
      filter.setCustomValidity("");
      const words = filter.value.trim().toLowerCase();
      for (const item of options) item.hidden = !name(item).toLowerCase().includes(words);
      const best = options.toSorted((one, other) => rank(one, words) - rank(other, words));
      list.querySelector("ul").prepend(...best);
      const exact = options.some((item) => name(item).toLowerCase() === words);
      add.hidden = !field.dataset.new || !words || exact;
      add.textContent = `»${filter.value.trim()}« neu anlegen`;
      const hits = shown().length;
      status.textContent = words ? `${hits} Treffer${add.hidden ? "" : ", Neuanlage möglich"}` : "";
    }

    function clear() {
      filter.value = "";
      narrow();
    }

    function invent(text) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = field.dataset.new;
      input.value = text;
      fresh.push(input);
      field.append(input);
      changed(input);
      draw();
      clear();
    }

    function take(item) {
      box(item).checked = !box(item).checked;
      changed(box(item));
      clear();
      status.textContent = `${name(item)} ${box(item).checked ? "gewählt" : "entfernt"}`;
    }

    /* The list lies over the fields below it, so that it goes once something was taken from it with Enter. */
    const open = () => field.classList.remove("checklist--closed");
    const close = () => field.classList.add("checklist--closed");

    filter.addEventListener("input", () => {
      open();
      narrow();
    });
    filter.addEventListener("focus", open);
    filter.addEventListener("click", open);
    list.addEventListener("change", draw);
    add.addEventListener("click", () => {
      invent(filter.value.trim());
      filter.focus();
    });

    field.addEventListener("keydown", (event) => {
      const inList = list.contains(event.target);
      if (event.key === "Enter" && event.target !== add && event.target.closest("[data-chips]") === null && !event.ctrlKey) {
        if (event.target.matches("[data-all], [data-none]")) return;
        event.preventDefault();
        if (inList) take(event.target.closest("li"));
        else if (filter.value.trim()) {
          if (shown().length) take(shown()[0]);
          else if (!add.hidden) invent(filter.value.trim());
        }
        filter.focus();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!inList && event.target !== filter) return;
        event.preventDefault();
        open();
        const stops = [filter, ...shown().map(box), ...(add.hidden ? [] : [add])];
        const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
        stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
      } else if (event.key === "Escape" && !field.classList.contains("checklist--closed")) {
        event.preventDefault();
        filter.focus();
        clear();
        close();
      } else if (event.key === "Backspace" && event.target === filter && !filter.value) {
        chips.lastElementChild?.querySelector("button").click();
      }
    });

    /* What is typed and not taken would not be sent. */
    function refuse(event) {
      const typed = filter.value.trim();
      if (!typed || event.submitter?.formNoValidate) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      filter.setCustomValidity(`»${typed}« ist noch nicht gewählt. Bitte nehmen Sie einen Eintrag der Liste oder leeren Sie das Feld.`);
      filter.reportValidity();
    }
    field.form.addEventListener("submit", refuse, { capture: true });

    for (const [selector, checked] of [["[data-all]", true], ["[data-none]", false]]) {
      field.querySelector(selector)?.addEventListener("click", () => {
        for (const item of options) box(item).checked = checked;
        if (options.length) changed(box(options[0]));
        draw();
      });
    }

    const plain = field.querySelector("[data-plain]");
    if (plain) {
      const area = plain.querySelector("textarea");
      const names = area.value.split("\n").map((line) => line.trim()).filter(Boolean);
      if (!plain.querySelector(".field__error")) {
        area.disabled = true;
        plain.hidden = true;
        for (const text of names) invent(text);
      }
    }
    narrow();
    draw();
  }

  function enhanceAll(place) {
    place.querySelectorAll("[data-checklist]:not(.checklist--live)").forEach(enhance);
  }

  document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt));
  enhanceAll(document);
})();
