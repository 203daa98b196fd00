// What went wrong gets the focus, so that it is read out and seen.
const point = () => document.querySelector("[data-errors]")?.focus();

point();
document.addEventListener("htmx:after:settle", point);
