// Reply and note are two forms in one box. Switching shows the other one; it never sends, and never moves text between them.
function switchTo(box, mode) {
  box.querySelector(".cmp").dataset.mode = mode;
  for (const form of box.querySelectorAll("[data-form]")) form.hidden = form.dataset.form !== mode;
  for (const tab of box.querySelectorAll("[data-mode]:is(a)")) {
    if (tab.dataset.mode === mode) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const text = box.querySelector(`[data-form="${mode}"] textarea`);
  text.focus();
  box.querySelector("[data-said]").textContent = text.getAttribute("aria-label");
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-composer] a[data-mode]");
  if (!tab) return;
  event.preventDefault();
  switchTo(tab.closest("[data-composer]"), tab.dataset.mode);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-form], dialog form");
  if (form) { event.preventDefault(); form.requestSubmit(); }
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("[data-send-key]")) key.textContent = "⌘ ↵";
}
