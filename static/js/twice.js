/* A second click on a button that sends its form and leaves the page is not sent: its answer, that there was nothing left
   to do, would come in the place of the first one's. */
"use strict";
(() => {
  const SOON = 3000;
  const sent = new WeakMap();

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.timeStamp - sent.get(event.target) < SOON) event.preventDefault();
    else sent.set(event.target, event.timeStamp);
  });
})();
