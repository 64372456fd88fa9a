/* The buttons of the text editor in German; its dialogs bring their own translation. */
"use strict";

const TITLES = {
  "paragraph": "Absatz",
  "unordered list": "Aufzählung",
  "ordered list": "Nummerierte Liste",
  "bold": "Fett",
  "italic": "Kursiv",
  "insert link": "Link einfügen",
  "remove link": "Link entfernen",
  "Insert table": "Tabelle einfügen",
  "Add column": "Spalte hinzufügen",
  "Delete column": "Spalte löschen",
  "Add row": "Zeile hinzufügen",
  "Delete row": "Zeile löschen",
  "Merge cells": "Zellen verbinden",
  "Split cell": "Zelle teilen",
  "Toggle header cell": "Kopfzelle ein/aus",
  "Delete table": "Tabelle löschen",
  "undo": "Rückgängig",
  "redo": "Wiederholen",
};

function translate(editor) {
  for (const button of editor.querySelectorAll("[title]")) {
    const title = TITLES[button.title];
    if (title) {
      button.title = title;
      button.setAttribute("aria-label", title);
    }
  }
}

/* The menu appears after the editor has said that it is ready. */
document.addEventListener("prose-editor:ready", (event) => {
  const editor = event.target.closest(".prose-editor");
  new MutationObserver(() => translate(editor)).observe(editor, { childList: true });
  translate(editor);
});
