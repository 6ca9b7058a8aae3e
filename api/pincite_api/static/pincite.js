// Conveniences only: every page works without this file.

// "/" goes to the question box, as on many search pages, unless one is typing already.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("q");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// A button, or the key "c", copies the quote, its citation and the link to it: of the passage that
// has the focus, or of the first. Shown only where there is a script to do it.
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copyPassage(button.closest(".passage")));
}
for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const passage =
    document.activeElement.closest(".passage") ?? document.querySelector(".passage:has(.copy)");
  if (!passage?.querySelector("button.copy")) return;
  event.preventDefault();
  copyPassage(passage);
});

async function copyPassage(passage) {
  const quote = passage.querySelector(".quote p").textContent;
  const citation = passage.querySelector(".citation .text").textContent;
  const link = new URL(`/p/${passage.id}`, location.href).href;
  const done = await copy(`“${quote}”\n${citation}\n${link}`);
  say(passage.querySelector("button.copy"), done ? "Copied" : "Select the text and copy it");
}

// The citation style: remembered, and changed in place.
const style = document.getElementById("style");
if (style) {
  style.form.querySelector("button").hidden = true;
  const asked = new URLSearchParams(location.search).has("style");
  const remembered = recall();
  if (!asked && remembered && remembered !== style.value) {
    style.value = remembered;
    if (style.value === remembered) restyle(remembered);
    else style.value = [...style.options].find((option) => option.defaultSelected)?.value ?? style.options[0].value;
  }
  style.addEventListener("change", () => {
    remember(style.value);
    restyle(style.value);
  });
}

async function restyle(name) {
  const lines = [...document.querySelectorAll(".citation[data-citation]")];
  await Promise.all(
    lines.map(async (line) => {
      const reference = line.classList.contains("reference");
      const asked = new URLSearchParams({ style: name, of: reference ? "document" : "passage" });
      const answer = await fetch(`${line.dataset.citation}?${asked}`);
      if (!answer.ok || style.value !== name) return;
      const text = await answer.text();
      line.querySelector(".text").textContent = text;
      if (reference) line.hidden = !text || name === "pincite";
    }),
  );
}

function recall() {
  try {
    return localStorage.getItem("pincite.style");
  } catch {
    return null; // storage is refused here: nothing is remembered
  }
}

function remember(name) {
  try {
    localStorage.setItem("pincite.style", name);
  } catch {
    // The same: the choice holds for this page.
  }
}

async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here: the old way may be.
    }
  }
  // Pages that are not from this machine nor over TLS have no clipboard but this.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "announce";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function say(button, words) {
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  button.textContent = words;
  const announcement = document.querySelector(".announce[role=status]");
  if (announcement) announcement.textContent = words;
  setTimeout(() => {
    button.textContent = label;
    if (announcement) announcement.textContent = "";
  }, 2000);
}
