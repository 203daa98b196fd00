// The theme follows the system until somebody chooses. Without scripts the form asks the server for it.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  event.preventDefault();
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});
