/* A figure that the text names shows in the editor what it prints; the text itself keeps the reference. */
"use strict";
(() => {
  const REFERENCE = /\[\[ *([A-Za-z0-9_-]{1,16}) *\]\]/g;

  /* What the button that inserts a figure tells of it, by reference. */
  function figuresOf(form) {
    return new Map([...form.querySelectorAll("[data-insert]")].map((button) => [button.dataset.insert, button.dataset]));
  }

  function chips(doc, figures, { Decoration, DecorationSet }) {
    const found = [];
    if (!figures.size) return DecorationSet.empty;
    doc.descendants((node, start) => {
      for (const match of node.isText ? node.text.matchAll(REFERENCE) : []) {
        const figure = figures.get(`[[${match[1]}]]`);
        const attributes = figure
          ? { class: "figref", "data-prints": figure.prints, title: figure.label }
          : { class: "figref figref--unknown", title: "Diese Kennzahl gibt es nicht." };
        found.push(Decoration.inline(start + match.index, start + match.index + match[0].length, attributes));
      }
    });
    return DecorationSet.create(doc, found);
  }

  document.addEventListener("prose-editor:ready", async (event) => {
    const { editor, textarea } = event.detail;
    const form = textarea.form;
    const { Plugin, pm } = await import("django-prose-editor/editor");
    if (editor.isDestroyed) return;
    editor.registerPlugin(
      new Plugin({ props: { decorations: (state) => chips(state.doc, figuresOf(form), pm.view) } }),
    );
    form.addEventListener("htmx:load", () => {
      if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr); // draws again, now that the buttons are there
    });
  });
})();
