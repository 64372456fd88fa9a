// The search dialog: Strg K or / opens it, hits come while typing, arrows choose, Enter opens, Esc closes.
"use strict";
(() => {
  const dialog = document.querySelector("[data-search]");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const word = form.elements.q;
  const list = dialog.querySelector("[data-search-list]");
  const status = dialog.querySelector("[data-search-status]");
  const PAUSE = 120; // milliseconds without a key before the server is asked
  let timer = 0;
  let asking = null;
  let at = -1;

  for (const keys of document.querySelectorAll("[data-search-keys]")) keys.hidden = false;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (index) => {
    at = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    const chosen = options()[at];
    if (chosen) {
      word.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      word.removeAttribute("aria-activedescendant");
    }
  };

  const show = (html) => {
    list.innerHTML = html;
    status.textContent = list.querySelector("[data-search-said]")?.content.textContent.trim() ?? "";
    const any = options().length > 0;
    list.hidden = !any;
    word.setAttribute("aria-expanded", String(any));
    list.scrollTop = 0;
    choose(-1);
  };

  const ask = async () => {
    asking?.abort();
    if (word.value.trim().length < 2) {
      show("");
      return;
    }
    const mine = new AbortController();
    asking = mine;
    const query = new URLSearchParams(new FormData(form));
    query.set("kurz", "1");
    try {
      const response = await fetch(`${form.action}?${query}`, { signal: mine.signal });
      if (response.redirected) {
        form.submit(); // the session is over; the page of the search leads through the sign-in
        return;
      }
      if (!response.ok) throw new Error(response.statusText);
      const html = await response.text();
      if (asking === mine) show(html);
    } catch {
      if (asking === mine) {
        show("");
        status.textContent = "Die Suche antwortet gerade nicht. Bitte versuchen Sie es noch einmal.";
      }
    }
  };

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    word.focus();
    word.select();
  };

  const typing = (element) => element.isContentEditable || element.matches("input, textarea, select");

  document.addEventListener("keydown", (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    if (event.defaultPrevented || !(shortcut || slash) || document.querySelector("dialog[open]:not([data-search])")) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-search-open]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    } else if (event.target === dialog || event.target.closest("[data-search-close]")) {
      dialog.close();
    } else if (event.target.closest("[data-search-list] [role=option]") && !event.ctrlKey && !event.metaKey) {
      dialog.close(); // a hit on this very page only moves it
    }
  });

  word.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  word.addEventListener("keydown", (event) => {
    const count = options().length;
    const steps = { ArrowDown: at + 1, ArrowUp: at < 0 ? count - 1 : at - 1 };
    if (event.key in steps && count) {
      event.preventDefault();
      choose(steps[event.key] >= count ? 0 : steps[event.key]);
    } else if (event.key === "Enter" && options()[at]) {
      event.preventDefault();
      options()[at].click();
    }
  });
})();
