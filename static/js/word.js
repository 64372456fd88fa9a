/* What is pasted into a text, from Word above all: lists that Word writes as paragraphs become lists again, headings become
   those of a section, comments stay behind. The styles are read and taken off, since the security policy refuses them;
   everything else that no text may hold the editor drops by itself. */
"use strict";
(() => {
  const LEVEL = /mso-list:[^;]*\blevel(\d)/i;
  const HEADINGS = { H1: "h4", H2: "h4", H3: "h5", H6: "h5" };
  const COMMENTS = "[data-style*='mso-element:comment'], .MsoCommentReference, a.msocomanchor";

  function cleaned(html) {
    const unstyled = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^>]*?\s)style=/gi, "$1data-style=");
    const page = new DOMParser().parseFromString(unstyled, "text/html");
    page.querySelectorAll(COMMENTS).forEach((comment) => comment.remove());
    page.querySelectorAll("a[href^='#']").forEach((link) => link.replaceWith(...link.childNodes)); // footnotes, contents
    for (const heading of page.querySelectorAll(Object.keys(HEADINGS).join())) rename(heading, HEADINGS[heading.tagName]);
    page.querySelectorAll("[data-style]").forEach(emphasis);
    lists(page);
    for (const line of page.querySelectorAll("p")) if (/^\s*\u00a0\s*$/.test(line.textContent)) line.remove(); // Word's empty line
    return page.body.innerHTML;
  }

  function rename(element, name) {
    const renamed = element.ownerDocument.createElement(name);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  }

  function emphasis(element) {
    const weight = /(?:^|;)\s*font-weight:\s*(\w+)/i.exec(element.dataset.style)?.[1];
    if (element.localName === "b" && ["normal", "400"].includes(weight)) element.replaceWith(...element.childNodes);
    else if (element.localName !== "span") return;
    else if (/^(bold|[6-9]00)$/.test(weight)) rename(element, "strong");
    else if (/(?:^|;)\s*font-style:\s*italic/i.test(element.dataset.style)) rename(element, "em");
  }

  /* `open` holds the lists that the next item may belong to, the outermost first. */
  function lists(page) {
    let open = [];
    for (const paragraph of page.querySelectorAll("[data-style*='mso-list:']:is(p, h4, h5)")) {
      const level = Number(LEVEL.exec(paragraph.dataset.style)?.[1]);
      if (!level) continue;
      if (before(paragraph) !== open[0]) open = [];
      const bullet = paragraph.querySelector("[data-style*='mso-list:Ignore' i]");
      const name = /^\s*(\d+|[a-z]{1,4})[.)]/i.test(bullet?.textContent ?? "") ? "ol" : "ul";
      bullet?.remove();
      open.length = Math.min(open.length, level);
      if (open.length === level && open.at(-1).localName !== name) open.pop();
      if (open.length < level) {
        const list = page.createElement(name);
        if (open.length) open.at(-1).lastElementChild.append(list);
        else paragraph.before(list);
        open.push(list);
      }
      const item = page.createElement("li");
      const text = page.createElement("p");
      text.append(...paragraph.childNodes);
      item.append(text);
      open.at(-1).append(item);
      paragraph.remove();
    }
  }

  /* The element before, over blanks and the remains of Word's conditional comments. */
  function before(paragraph) {
    let node = paragraph.previousSibling;
    while (node?.nodeType === Node.COMMENT_NODE || (node?.nodeType === Node.TEXT_NODE && !node.data.trim())) {
      node = node.previousSibling;
    }
    return node;
  }

  document.addEventListener("prose-editor:ready", (event) => {
    event.detail.editor.setOptions({ editorProps: { transformPastedHTML: cleaned } });
  });
})();
