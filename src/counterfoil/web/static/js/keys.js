// Single keys, shown beside what they do; never while typing, and never with a modifier.
const GO = { m: "mine", u: "unassigned", r: "at-risk", a: "all" };
let isGoing = false;

const rows = () => [...document.querySelectorAll(".row a.go")];

function move(step) {
  const links = rows();
  const at = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => one.checkVisibility());
  target?.click();
  return target;
}

addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (isGoing && GO[key]) location.href = `/q/${GO[key]}`;
  else if (key === "j" || key === "arrowdown") { if (!rows().length) return; move(1); }
  else if (key === "k" || key === "arrowup") { if (!rows().length) return; move(-1); }
  else if (key.length !== 1 || !press(event.key.toUpperCase())) { isGoing = key === "g"; return; }
  isGoing = false;
  event.preventDefault();
});
