"use strict";
// What was typed into a form and sent in vain, because its sender was signed out or nobody answered, is there again when
// the form is: in this tab alone, for the same person, until something is done. (Words to be heard: keep.js.)
(() => {
  const KEY = "desk-typed", { me } = document.currentScript.dataset;
  const TYPED = "textarea, input:not([type]), input[type=text], input[type=date], input[type=time], input[type=tel], input[type=url]";
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  };
  const keep = (what) => {
    try {
      if (what) sessionStorage.setItem(KEY, JSON.stringify(what));
      else sessionStorage.removeItem(KEY);
    } catch { /* full, or forbidden: the page still works */ }
  };
  const fieldsOf = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);

  const fill = ({ action, fields, refused }) => {
    const forms = [...document.querySelectorAll("form[method=post]")];
    const form = forms.find((each) => each.action === action && fieldsOf(each).some((field) => field.name in fields));
    if (!form) return false;
    for (const field of fieldsOf(form)) if (field.name in fields) field.value = fields[field.name];
    for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    const told = document.createElement("p");
    told.className = "alert alert-warning";
    told.tabIndex = -1;
    told.textContent = refused
      ? "What you typed is in the form again. It was not sent: send it now."
      : "What you typed is in the form again, for no answer came. Look whether it is there already; if not, send it once more.";
    form.prepend(told);
    told.focus();
    return true;
  };

  const before = kept();
  if (before && document.querySelector("[data-not-done]")) keep({ ...before, refused: true });
  else if (before && me && before.me !== me) keep(null);
  else if (before && me) {
    const answered = document.querySelector("#what-is-wrong, main > .alert");
    if (before.refused ? fill(before) : !answered && fill(before)) keep(null);
    else if (!before.refused) keep(null);
  }

  document.addEventListener("submit", ({ target: form }) => {
    if (!me || form.id === "write" || form.method !== "post" || form.querySelector("input[type=password], input[type=file]")) return;
    const typed = fieldsOf(form).filter((field) => field.value.trim());
    keep(typed.length ? { me, action: form.action, fields: Object.fromEntries(typed.map((field) => [field.name, field.value])) } : null);
  });
})();
