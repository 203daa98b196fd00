// Files by choosing, dropping or pasting, each with a preview and a way to leave it out again.
const words = (size) => (size >= 1e6 ? `${(size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1e3))} kB`);
const inputOf = (box) => box.querySelector("input[type=file]");
const list = (box) => box.querySelector("[data-chosen]");

function put(box, files) {
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  inputOf(box).files = held.files;
  show(box);
}

function show(box) {
  const files = [...inputOf(box).files];
  for (const image of list(box).querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list(box).replaceChildren(...files.map((file) => entry(box, files, file)));
}

function entry(box, files, file) {
  const item = document.createElement("li");
  item.className = "file";
  const thumb = document.createElement("span");
  thumb.className = "th";
  if (file.type.startsWith("image/")) {
    const image = new Image();
    image.alt = "";
    image.src = URL.createObjectURL(file);
    thumb.append(image);
  }
  const name = document.createElement("span");
  const size = document.createElement("small");
  size.textContent = ` ${words(file.size)}`;
  name.append(file.name, size);
  const leave = document.createElement("button");
  leave.type = "button";
  leave.textContent = "×";
  leave.setAttribute("aria-label", `${list(box).dataset.remove} ${file.name}`);
  leave.addEventListener("click", () => { put(box, files.filter((other) => other !== file)); inputOf(box).focus(); });
  item.append(thumb, name, leave);
  return item;
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-files]");
  if (box && event.target.type === "file") show(box);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const box = event.target.closest?.("[data-files]");
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) put(box, [...inputOf(box).files, ...event.dataTransfer.files]);
  });
}

document.addEventListener("paste", (event) => {
  const pasted = [...(event.clipboardData?.files ?? [])];
  const form = event.target.closest?.("form") ?? document.querySelector("[data-paste]");
  const box = form?.querySelector("[data-files]");
  if (!box || !pasted.length) return;
  event.preventDefault();
  put(box, [...inputOf(box).files, ...pasted]);
});
