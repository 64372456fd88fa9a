/* The name of the text editor, its buttons and its dialogs in German. */
"use strict";

const TITLES = {
  "paragraph": "Absatz",
  "heading 4": "Überschrift",
  "heading 5": "Unterüberschrift",
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

const WORDS = {
  "Edit Link": "Link",
  "URL": "Adresse, etwa https://www.example.org",
  "Title": "Beschreibung (freiwillig)",
  "Update": "Übernehmen",
  "Table Properties": "Tabelle",
  "Rows": "Zeilen",
  "Columns": "Spalten",
  "Include header row": "Mit Kopfzeile",
  "Yes": "Ja",
  "No": "Nein",
  "Insert Table": "Tabelle einfügen",
  "Cancel": "Abbrechen",
};

/* The editor asks for its words where the page has a catalogue, as the admin does. */
window.gettext ??= (text) => WORDS[text] ?? text;

function translate(editor) {
  for (const button of editor.querySelectorAll("[title]")) {
    const title = TITLES[button.title];
    if (title) {
      button.title = title;
      button.setAttribute("aria-label", title);
    }
  }
  for (const option of editor.querySelectorAll(".prose-menubar__option > *")) {
    const title = TITLES[option.textContent.toLowerCase()];
    if (title) option.textContent = title;
  }
  for (const option of editor.querySelectorAll(".prose-editor-dialog option:not([value])")) {
    option.value = option.textContent; // the editor goes by the English word
    option.textContent = WORDS[option.value] ?? option.value;
  }
}

/* What is written in has the name of the field it stands for. */
function nameArea(area, textarea) {
  area.setAttribute("role", "textbox");
  area.setAttribute("aria-multiline", "true");
  const label = textarea.labels[0];
  if (label) area.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
}

/* The menu appears after the editor has said that it is ready. */
document.addEventListener("prose-editor:ready", (event) => {
  nameArea(event.detail.editor.view.dom, event.detail.textarea);
  const editor = event.target.closest(".prose-editor");
  new MutationObserver(() => translate(editor)).observe(editor, { childList: true, subtree: true });
  translate(editor);
});
