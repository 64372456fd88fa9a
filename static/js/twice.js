/* A second click on a button that sends its form and leaves the page is not sent: its answer, that there was nothing left
   to do, would come in the place of the first one's. */
"use strict";
(() => {
  const DOUBLE_CLICK = 1000;
  const sent = new WeakMap();

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.timeStamp - sent.get(event.target) < DOUBLE_CLICK) event.preventDefault();
    else sent.set(event.target, event.timeStamp);
  });
})();
