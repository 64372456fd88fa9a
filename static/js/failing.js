/* Says what went wrong where a page changes in place: htmx itself says nothing, and what was chosen would look saved.
   Forms that keep their text say it themselves (keep.js). */
"use strict";
(() => {
  const AWAY = "Der Server ist nicht erreichbar. Bitte versuchen Sie es in einigen Minuten noch einmal.";
  const FAILED = "Das ist fehlgeschlagen. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal. Bleibt der Fehler, wenden Sie sich an Ihre Administration.";
  const PROBLEMS = {
    403: "Sie dürfen dies nicht (mehr), oder Sie haben sich inzwischen neu angemeldet. Bitte laden Sie die Seite neu.",
    404: "Das gibt es nicht mehr; jemand hat es inzwischen gelöscht. Bitte laden Sie die Seite neu.",
  };

  const ours = (event) => !event.detail.requestConfig?.elt.matches("form[data-keep]");

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => ours(event) && window.alert(AWAY));
  }
  document.addEventListener("htmx:responseError", (event) => {
    if (ours(event)) window.alert(PROBLEMS[event.detail.xhr.status] ?? FAILED);
  });
})();
