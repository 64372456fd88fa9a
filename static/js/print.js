// Shows the buttons marked data-print, also those that come later, and lets them open the print dialogue.
"use strict";
(() => {
  const show = (place) => place.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
  show(document);
})();
