"use strict";
// A button that ticks every box of a page, for whoever has read the whole page; without scripts it is not there.
for (const button of document.querySelectorAll("button[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of document.querySelectorAll(`input[type=checkbox][name=${button.dataset.tick}]`)) box.checked = true;
  });
}
