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

// A button that copies the quote and its citation, shown only where there is a script to do it.
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const passage = button.closest(".passage");
    const quote = passage.querySelector(".quote p").textContent;
    const citation = passage.querySelector(".citation .text").textContent;
    const done = await copy(`“${quote}”\n${citation}`);
    say(button, done ? "Copied" : "Select the text and copy it");
  });
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
