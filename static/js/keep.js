/* Forms marked data-keep lose nothing: what is typed is kept on the server as a draft, leaving with unsaved changes warns,
   and a failed save leaves the text on the page and says what to do. Such a form is sent without leaving the page; where it
   says nothing else, the answer takes the place of the page's content. With data-keep-alone nobody is told who else is
   there. */
"use strict";
(() => {
  const PAUSE = 2000;
  const BEAT = 15000;
  const PATIENCE = 5000; // a save waits for a draft on its way, but no longer
  const UNSAVED = "Nicht gespeicherte Änderungen";
  const PROBLEMS = {
    away: "Der Server ist nicht erreichbar. Ihr Text steht noch hier. Bitte speichern Sie in einigen Minuten noch einmal; lassen Sie dieses Fenster so lange offen.",
    failed: "Das Speichern ist fehlgeschlagen. Ihr Text steht noch hier. Bitte speichern Sie noch einmal. Bleibt der Fehler, wenden Sie sich an Ihre Administration.",
    signedOut: "Ihre Sitzung ist abgelaufen. Ihr Text steht noch hier. Melden Sie sich in einem neuen Fenster an und speichern Sie dann hier noch einmal.",
    refused: "Sie dürfen dies nicht (mehr) speichern, oder es ist jemand anderes angemeldet. Ihr Text steht noch hier; kopieren Sie ihn, bevor Sie die Seite verlassen.",
    gone: "Diesen Eintrag gibt es nicht mehr; jemand hat ihn inzwischen gelöscht. Ihr Text steht noch hier; kopieren Sie ihn, bevor Sie die Seite verlassen.",
  };
  const forms = new Map();

  function problemOf(status) {
    if (!status) return PROBLEMS.away;
    return { 401: PROBLEMS.signedOut, 403: PROBLEMS.refused, 404: PROBLEMS.gone }[status] ?? PROBLEMS.failed;
  }

  function say(form, text) {
    const state = form.querySelector("[data-keep-state]");
    if (state && state.textContent !== text) state.textContent = text;
  }

  function complain(form, text) {
    const problem = form.querySelector("[data-keep-problem]");
    problem.hidden = !text;
    problem.textContent = text;
    if (text !== PROBLEMS.signedOut) return;
    const link = document.createElement("a");
    link.href = "/anmelden/";
    link.target = "_blank";
    link.textContent = "Anmelden (neues Fenster)";
    problem.append(" ", link);
  }

  function start(form) {
    if (forms.has(form)) return;
    const unsaved = form.hasAttribute("data-keep-unsaved");
    const own = { dirty: unsaved, kept: false, timer: 0, sending: null, saving: false, renewed: false };
    forms.set(form, own);
    if (!form.matches("[hx-post]")) {
      form.setAttribute("hx-post", form.getAttribute("action") || location.pathname + location.search);
      form.setAttribute("hx-target", "#inhalt");
      form.setAttribute("hx-select", "#inhalt");
      form.setAttribute("hx-swap", "outerHTML show:top");
      window.htmx.process(form);
    }
    if (own.dirty) say(form, UNSAVED);
    form.addEventListener("input", (event) => event.target.closest("[data-keep-not]") || touched(form, own));
    if (form.hasAttribute("data-keep-alone")) return;
    own.beat = setInterval(() => (form.isConnected ? beat(form, own) : stop(form, own)), BEAT);
  }

  /* Unsaved text is kept again, since who saves in another tab throws the draft away. Once it was kept, what another
     tab has kept since is newer and stays. */
  function beat(form, own) {
    if (own.dirty && !own.saving) send(form, own, "again");
    else send(form, own, "beat");
  }

  function stop(form, own) {
    clearInterval(own.beat);
    clearTimeout(own.timer);
    forms.delete(form);
  }

  function touched(form, own) {
    own.dirty = true;
    say(form, UNSAVED);
    clearTimeout(own.timer);
    own.timer = setTimeout(() => form.isConnected && send(form, own, "typed"), PAUSE);
  }

  function saved(form, own) {
    own.dirty = false;
    clearTimeout(own.timer);
  }

  /* Keep the text because something was »typed« or just »again«, or only say that somebody is here (»beat«). */
  function send(form, own, why) {
    const sent = post(form, own, why);
    if (why === "beat") return;
    own.sending = sent;
    sent.then(() => own.sending === sent && (own.sending = null));
  }

  async function post(form, own, why) {
    const body = new FormData(form);
    if (why === "beat") {
      for (const name of [...body.keys()]) {
        if (!name.startsWith("keep-") && name !== "csrfmiddlewaretoken") body.delete(name);
      }
      body.set("keep-beat", "1");
    } else if (why === "again" && own.kept) body.set("keep-again", "1");
    const patience = new AbortController();
    setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body,
        headers: { "X-Keep": "1" },
        signal: patience.signal,
      });
      if (answer.status === 403 && !own.renewed && (await renew(own))) {
        await post(form, own, why);
        return;
      }
      if (answer.ok) {
        if (why !== "beat") own.kept = true;
        show(form, own, await answer.text());
        if (why === "typed") complain(form, "");
      } else if (why === "typed") notKept(form, own, answer.status === 413 ? await answer.text() : problemOf(answer.status));
    } catch {
      if (why === "typed") notKept(form, own, PROBLEMS.away);
    }
  }

  function notKept(form, own, problem) {
    own.kept = false;
    complain(form, problem);
  }

  function show(form, own, answer) {
    own.renewed = false;
    const parts = new DOMParser().parseFromString(answer, "text/html");
    for (const name of ["data-keep-state", "data-keep-others"]) {
      const part = parts.querySelector(`[${name}]`);
      if (!part || (name === "data-keep-state" && !own.dirty)) continue;
      const place = form.querySelector(`[${name}]`);
      if (place && place.textContent.trim() !== part.textContent.trim()) place.replaceChildren(...part.childNodes);
    }
  }

  /* Somebody who signed in again in another window has a new token; their own pages tell it. */
  async function renew(own) {
    own.renewed = true;
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    return true;
  }

  function follow(address) {
    const next = new URL(address, location.href);
    const here = next.pathname === location.pathname && next.search === location.search;
    location.assign(next);
    if (here && next.hash) location.reload();
  }

  /* Sending the form */

  /* The form behind an answer, which may have taken the form's own place already. */
  function ours(event) {
    const form = event.detail.requestConfig?.elt;
    return forms.has(form) ? [form, forms.get(form)] : [];
  }

  document.addEventListener("htmx:confirm", (event) => {
    const own = forms.get(event.detail.elt);
    if (!own?.sending) return;
    event.preventDefault(); // a draft on its way must not arrive after the text was saved, nor its answer after the save's
    own.sending.then(() => event.detail.issueRequest(true));
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const own = forms.get(event.detail.elt);
    if (!own) return;
    event.detail.headers["X-Keep"] = "1";
    clearTimeout(own.timer);
    own.saving = true;
    say(event.detail.elt, "Wird gespeichert …");
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const own = forms.get(event.detail.elt);
    if (!own) return;
    own.focused = document.activeElement;
    event.detail.elt.inert = true; // what is typed now would be neither sent nor kept
  });

  function release(form, own) {
    if (!form.inert) return;
    form.inert = false;
    if (form.contains(own.focused)) own.focused.focus();
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const [form, own] of forms) release(form, own);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (forms.has(event.detail.elt) && [409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true; // the form again, with what is wrong
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const [form, own] = ours(event);
    if (!form) return;
    own.saving = false;
    if (!event.detail.successful) {
      release(form, own);
      return;
    }
    saved(form, own);
    const address = event.detail.xhr.getResponseHeader("X-Keep-Location");
    if (address) follow(address);
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, async (event) => {
      const [form, own] = ours(event);
      if (!form) return;
      release(form, own);
      const status = name === "htmx:responseError" ? event.detail.xhr.status : 0;
      if (status === 403 && !own.renewed && (await renew(own).catch(() => false))) {
        form.requestSubmit();
        return;
      }
      own.dirty = true;
      say(form, UNSAVED);
      notKept(form, own, problemOf(status));
    });
  }

  /* Leaving, and the keyboard */

  window.addEventListener("beforeunload", (event) => {
    for (const [form, own] of forms) {
      if (form.isConnected && own.dirty) event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-keep-cancel]");
    const form = cancel?.closest("form[data-keep]") ?? cancel?.closest(".draft")?.parentElement.querySelector("form[data-keep]");
    if (!form || !forms.has(form)) return;
    const own = forms.get(form);
    if (own.dirty && !window.confirm("Ihre Änderungen sind nicht gespeichert. Möchten Sie sie verwerfen?")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    saved(form, own);
  }, true);

  document.addEventListener("keydown", (event) => {
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    const open = document.querySelectorAll("form[data-keep]");
    const form = event.target.closest?.("form[data-keep]") ?? (saves && open.length === 1 ? open[0] : null);
    if (!form || document.querySelector("dialog[open]")) return;
    if (saves) {
      event.preventDefault();
      const button = form.querySelector("button[name=act]"); // htmx sends its value only if it is clicked
      if (button) button.click();
      else form.requestSubmit();
    } else if (event.key === "Escape") {
      const panel = form.querySelector("details[open]");
      if (panel) panel.open = false;
      else form.querySelector("[data-keep-cancel]")?.click();
    }
  }, true); // before the text editor takes the keys

  function startAll(place) {
    if (place.matches?.("form[data-keep]")) start(place);
    place.querySelectorAll("form[data-keep]").forEach(start);
  }

  document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
  startAll(document);
})();
