"use strict";
// A button that copies a key; it is there only where the browser can do that.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      told.textContent = "Copied. Paste it in the app.";
    } catch {
      told.textContent = "The browser did not copy it. Type it, please.";
    }
  });
}
