"use strict";
// Passwords as letters while their box is ticked, and as dots again when the form is sent.
(() => {
  const box = document.querySelector("[data-show-passwords]"), tick = box.querySelector("input");
  const fields = [...tick.form.querySelectorAll("input[type=password]")];
  const dress = () => fields.forEach((field) => { field.type = tick.checked ? "text" : "password"; });
  box.hidden = false;
  tick.addEventListener("change", dress);
  tick.form.addEventListener("submit", () => {
    tick.checked = false;
    dress();
  });
})();
