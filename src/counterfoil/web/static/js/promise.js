// The card beside the form follows the answers; what it says is made on the server, by the policy.
const form = document.querySelector("[data-promise]");
const card = document.querySelector("#promise");
let asked = 0;

form?.addEventListener("change", async (event) => {
  if (event.target.type !== "radio") return;
  const given = new FormData(form);
  const answers = new URLSearchParams(["impact", "urgency", "workaround"].map((name) => [name, given.get(name) ?? ""]));
  const number = ++asked;
  try {
    const answer = await fetch(`${form.dataset.promise}?${answers}`);
    if (answer.ok && number === asked) card.innerHTML = await answer.text();
  } catch {
    // Offline the card keeps what it said; the form still sends.
  }
});
