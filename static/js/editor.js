/* Starts the text editor in every text that appears on the page, also later. Loaded when needed. */
"use strict";
(() => {
  const FIELD = "textarea[data-django-prose-editor-configurable]";
  const editors = new WeakMap();

  async function start(textarea) {
    const { createEditor } = await import("django-prose-editor/configurable");
    if (textarea.isConnected && !textarea.closest(".prose-editor")) await createEditor(textarea);
  }

  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail;
    editors.set(textarea, editor);
    const label = textarea.labels?.[0] ?? document.querySelector(`label[for="${textarea.id}"]`);
    label?.addEventListener("click", () => editor.commands.focus());
    if (textarea.closest("[data-focus]")) editor.commands.focus("start", { scrollIntoView: false });
  });

  /* A figure is named where the text was left. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const textarea = button.closest("form").querySelector(FIELD);
    editors.get(textarea)?.chain().focus().insertContent(button.dataset.insert).run();
    button.closest("details").open = false;
  });

  function startAll(place) {
    place.querySelectorAll(FIELD).forEach(start);
  }

  document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
  startAll(document);
})();
