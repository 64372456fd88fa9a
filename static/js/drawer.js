// Opens what a link marked `data-drawer` leads to beside the page. Without this script the link opens its own page.
"use strict";
(() => {
  let opener = null;

  const drawer = () => {
    const found = document.getElementById("seitenfach");
    if (found) return found;
    const made = document.createElement("aside");
    made.id = "seitenfach";
    made.className = "drawer no-print";
    made.setAttribute("aria-label", "Kommentare");
    made.setAttribute("hx-target", "this");
    made.setAttribute("hx-swap", "innerHTML show:none");
    document.body.append(made);
    return made;
  };

  // The page gets narrower or wider beside the drawer; the link stays where it is seen.
  const steady = (link, change) => {
    const top = link?.getBoundingClientRect().top;
    change();
    if (link) window.scrollBy(0, link.getBoundingClientRect().top - top);
  };

  const close = () => {
    steady(opener, () => document.getElementById("seitenfach")?.remove());
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
    opener = null;
  };

  const unsent = () =>
    [...document.querySelectorAll("#seitenfach textarea")].some((area) => area.value.trim() !== area.defaultValue.trim());

  const mayLeave = () => !unsent() || window.confirm("Ihr Kommentar ist noch nicht abgesandt. Trotzdem schließen?");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-drawer]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!mayLeave()) return;
      const again = link === opener;
      if (opener) close();
      if (again) return;
      opener = link;
      link.setAttribute("aria-expanded", "true");
      steady(link, drawer);
      const filled = () => drawer().childElementCount || close(); // what failed is told by failing.js
      window.htmx.ajax("GET", link.href, { target: drawer(), swap: "innerHTML show:none" }).then(filled, filled);
    } else if (event.target.closest("[data-drawer-close]") && mayLeave()) {
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest("#seitenfach") && mayLeave()) close();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "seitenfach") return;
    for (const form of event.target.querySelectorAll("form")) {
      form.setAttribute("hx-post", form.action);
      window.htmx.process(form);
    }
    const told = event.target.querySelector("[data-drawer-of]")?.dataset;
    const count = told && document.getElementById(told.drawerOf)?.querySelector("[data-drawer-count]");
    if (count) count.textContent = told.drawerLabel;
    event.target.querySelector("[data-drawer-title]")?.focus({ preventScroll: true });
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsent()) event.preventDefault();
  });
})();
