/* The order of the sections by keyboard (Alt and an arrow, on a section or its line of the contents) and by dragging the
   lines of the contents. Both send what the buttons under »Ordnen« send, which stay open for the next step. */
"use strict";
(() => {
  const KEYS = { ArrowUp: "hinauf", ArrowDown: "hinunter", ArrowRight: "einruecken", ArrowLeft: "ausruecken" };
  const outline = () => document.querySelector("[data-outline]");

  function send(section, values) {
    if (document.querySelector("main form[data-keep]")) {
      window.alert("Bitte speichern oder verwerfen Sie zuerst den Abschnitt, den Sie bearbeiten.");
      return null;
    }
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    return window.htmx.ajax("POST", `${outline().dataset.outline}${section}/verschieben/`, {
      target: "#inhalt", select: "#inhalt", swap: "outerHTML show:none", values: { ...values, csrfmiddlewaretoken: token },
    }).catch(() => {}); // failing.js tells
  }

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !KEYS[event.key] || !outline()) return;
    if (event.target.closest("form:not(.tools__row), input, select, [contenteditable]")) return;
    const section = event.target.closest("[data-section]");
    if (!section) return;
    event.preventDefault();
    const button = event.target.closest(".tools")?.querySelector(`button[value="${KEYS[event.key]}"]`);
    if (button) button.click();
    else send(section.dataset.section, { richtung: KEYS[event.key] });
  });

  /* Dragging: the line under the pointer is the target, its upper quarter means before, the lower one after. */

  let drag = null;

  function placeAt(y, x) {
    const line = document.elementFromPoint(x, y)?.closest("[data-outline] [data-section]");
    if (!line || drag.line.contains(line)) return null;
    const box = line.querySelector("a").getBoundingClientRect();
    const share = (y - box.top) / box.height;
    return { line, where: share < 0.3 ? "davor" : share > 0.7 ? "danach" : "darunter" };
  }

  function mark(place) {
    document.querySelectorAll("[data-drop]").forEach((line) => line.removeAttribute("data-drop"));
    if (place) place.line.setAttribute("data-drop", place.where);
    drag.place = place;
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    drag = { line: grip.closest("[data-section]"), place: null };
    drag.line.setAttribute("data-dragged", "");
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    mark(placeAt(event.clientY, event.clientX));
    const scroller = outline().closest(".reader__side");
    const box = scroller.getBoundingClientRect();
    if (event.clientY < box.top + 24) scroller.scrollBy(0, -12);
    if (event.clientY > box.bottom - 24) scroller.scrollBy(0, 12);
  });

  function drop(done) {
    if (!drag) return;
    const { line, place } = drag;
    mark(null);
    line.removeAttribute("data-dragged");
    drag = null;
    if (done && place) send(line.dataset.section, { where: place.where, target: place.line.dataset.section });
  }

  document.addEventListener("pointerup", () => drop(true));
  document.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && drop(false));

  function addGrips() {
    for (const link of document.querySelectorAll("[data-outline] [data-section] > a")) {
      if (link.previousElementSibling) continue;
      const grip = document.createElement("span");
      grip.dataset.grip = "";
      grip.className = "contents__grip";
      grip.title = "Ziehen, um zu verschieben (Tastatur: Alt und Pfeiltaste)";
      link.before(grip);
    }
  }

  /* The tools of a section: a second click closes them, and so does Escape. */

  function close(tools) {
    const place = tools.closest(".chapter__place");
    if (!place) return false;
    const opener = place.closest("[data-section]").querySelector("[data-tools]");
    place.replaceChildren();
    opener.focus();
    return true;
  }

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-tools-close]");
    if (closer && close(closer)) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const tools = event.key === "Escape" && event.target.closest?.(".tools");
    if (tools) close(tools);
  });

  document.addEventListener("htmx:confirm", (event) => {
    const opener = event.target.closest?.("[data-tools]");
    const open = opener?.closest("[data-section]").querySelector(".tools");
    if (!open) return;
    event.preventDefault();
    close(open);
  });

  let step = "hinauf";

  document.addEventListener("submit", async (event) => {
    const { name, value } = event.submitter ?? {};
    const tools = event.target.closest(".chapter__place .tools");
    if (name !== "richtung" || !tools) return;
    event.preventDefault();
    const { section } = tools.closest("[data-section]").dataset;
    await send(section, { richtung: value });
    const opener = !tools.isConnected && document.querySelector(`[data-section="${section}"] [data-tools]`);
    if (!opener) return;
    step = value;
    opener.click();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.classList.contains("chapter__place")) return;
    event.target.querySelector(`button[value="${step}"]`).focus();
    step = "hinauf";
  });

  document.addEventListener("htmx:load", addGrips);
  addGrips();
})();
