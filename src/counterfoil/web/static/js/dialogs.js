// The links that lead to a form open it in place; menus close when one leaves them.
const open = (dialog) => { dialog.close(); dialog.showModal(); };
const reopen = () => document.querySelectorAll("dialog[open]:not(:modal)").forEach(open);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  const closer = event.target.closest("[data-closes]");
  if (dialog) { event.preventDefault(); dialog.showModal(); }
  if (closer) { event.preventDefault(); closer.closest("dialog").close(); }
  for (const menu of document.querySelectorAll(".menu[open]")) if (dialog || !menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// A refused form comes back shown: over the page, as it was.
reopen();
document.addEventListener("htmx:after:settle", reopen);
