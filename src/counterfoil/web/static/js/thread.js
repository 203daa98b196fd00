// The ticket page: the bar takes over the subject once the heading has scrolled away; on phones the panel is one strip.
const narrow = matchMedia("(max-width: 68rem)");

function settle() {
  const title = document.querySelector(".t-title");
  const bar = document.querySelector("[data-bar]");
  if (!title || !bar) return;
  new IntersectionObserver(([entry]) => bar.classList.toggle("stuck", !entry.isIntersecting), { rootMargin: "-48px 0px 0px" }).observe(title);
  if (narrow.matches) for (const fold of document.querySelectorAll(".fold")) fold.open = false;
}

settle();
document.addEventListener("htmx:after:settle", settle);

// What was done is said for eight seconds.
const fade = () => setTimeout(() => document.querySelectorAll("#toasts .toast:not(.stays)").forEach((toast) => toast.remove()), 8000);
fade();
document.addEventListener("htmx:after:settle", fade);

// Without a connection nothing is swapped: the form stays, and says so.
document.addEventListener("htmx:error", () => {
  const line = document.createElement("div");
  line.className = "toast";
  line.textContent = document.querySelector("#toasts").dataset.offline;
  document.querySelector("#toasts").replaceChildren(line);
  fade();
});
