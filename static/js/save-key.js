// Strg+S saves the form marked data-save-key.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  const form = document.activeElement?.closest("form[data-save-key]") ?? document.querySelector("form[data-save-key]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
