// One timer for every target clock of the page: words, ring and urgency follow the server's time.
const offset = Date.parse(document.body.dataset.now) - Date.now();
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function span(length) {
  if (length < HOUR) return `${Math.floor(length / MINUTE)}m`;
  if (length >= DAY) return `${Math.floor(length / DAY)}d`;
  const minutes = Math.floor((length % HOUR) / MINUTE);
  return `${Math.floor(length / HOUR)}h${minutes ? ` ${minutes}m` : ""}`;
}

function tick() {
  const now = Date.now() + offset;
  for (const clock of document.querySelectorAll("[data-due]")) {
    const left = Date.parse(clock.dataset.due) - now;
    const words = left > 0 ? `${span(left)} ${clock.dataset.left}` : `${span(-left)} ${clock.dataset.over}`;
    const shown = clock.querySelector(".w");
    if (shown.textContent === words) continue;
    shown.textContent = words;
    if (clock.dataset.since) age(clock, left);
  }
}

function age(clock, left) {
  const whole = Date.parse(clock.dataset.due) - Date.parse(clock.dataset.since);
  const share = whole > 0 ? Math.max(0, Math.round((100 * left) / whole)) : 0;
  clock.querySelector(".arc").setAttribute("stroke-dasharray", `${share} 100`);
  clock.classList.remove("far", "soon", "over");
  clock.classList.add(left <= 0 ? "over" : left <= HOUR || share <= 25 ? "soon" : "far");
}

setInterval(tick, 10_000);
document.addEventListener("visibilitychange", () => document.hidden || tick());
