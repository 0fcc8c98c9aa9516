"use strict";
// Whoever fills in a last day means that day: its button is chosen. Without scripts the desk asks which is meant.
for (const last of document.querySelectorAll("[data-until-day]")) {
  const day = document.getElementById(last.dataset.untilDay);
  const tonight = document.getElementById(last.dataset.untilTonight);
  const fields = last.querySelectorAll("input");
  for (const field of fields) {
    field.addEventListener("input", () => {
      if (field.value) day.checked = true;
    });
  }
  tonight.addEventListener("change", () => {
    for (const field of fields) field.value = "";
  });
}
