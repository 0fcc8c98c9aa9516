"use strict";
// Every form: what was typed and sent in vain is not lost, and what is on its way is not sent twice. One file, as a page
// asks for as few at once as the desk gives (`gate.FILES`).

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
  // What a form is about: many on a page go to the same address, and only this tells one draft's from another's.
  const aboutOf = (form) => JSON.stringify([...form.querySelectorAll("input[type=hidden]")].filter((field) => field.name !== "csrf_token").map((field) => [field.name, field.value]));
  const alikeOf = (action) => [...document.querySelectorAll("form[method=post]")].filter((each) => each.action === action);
  const told = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  };

  const fill = ({ action, about, fields, refused }) => {
    const form = alikeOf(action).find((each) => aboutOf(each) === about && fieldsOf(each).some((field) => field.name in fields));
    if (!form) return false;
    for (const field of fieldsOf(form)) if (field.name in fields) field.value = fields[field.name];
    for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    const says = told(refused
      ? "What you typed is in the form again. It was not sent: send it now."
      : "What you typed is in the form again, for no answer came. Look whether it is there already; if not, send it once more.");
    says.className = "alert alert-warning";
    says.tabIndex = -1;
    form.prepend(says);
    says.focus();
    return true;
  };

  // Its form is gone, as when somebody else was quicker: the words stand at the top, to be copied, and go nowhere.
  const show = ({ action, at, fields }) => {
    if (location.pathname !== at && !alikeOf(action).length) return; // another page: its form may still be there
    const box = document.createElement("section"), away = document.createElement("button");
    box.id = "typed-in-vain";
    box.className = "alert alert-warning";
    box.setAttribute("aria-label", "What you typed before");
    box.append(told("What you typed was not sent, and its form is not here any more. You can copy it:"));
    for (const each of Object.values(fields)) {
      const words = told(each);
      words.className = "pre border rounded p-2 text-body bg-body";
      box.append(words);
    }
    away.type = "button";
    away.className = "btn btn-outline-secondary";
    away.textContent = "Throw it away";
    away.addEventListener("click", () => {
      keep(null);
      box.remove();
      document.getElementById("main").focus();
    });
    box.append(away);
    document.getElementById("main").prepend(box);
  };

  const before = kept();
  if (before && document.querySelector("[data-not-done]")) keep({ ...before, refused: true });
  else if (before && me && before.me !== me) keep(null);
  else if (before && me) {
    const answered = document.querySelector("[data-answer]"); // a page has alerts of its own, too, which answer nothing
    if (before.refused ? fill(before) : !answered && fill(before)) keep(null);
    else if (!before.refused) keep(null);
    else show(before);
  }

  document.addEventListener("submit", ({ target: form }) => {
    if (!me || form.id === "write" || form.method !== "post" || form.querySelector("input[type=password], input[type=file]")) return;
    const typed = fieldsOf(form).filter((field) => field.value.trim());
    if (!typed.length && kept()?.refused && !form.closest("header")) return; // what waits to be copied waits until they sign out
    keep(typed.length ? { me, at: location.pathname, action: form.action, about: aboutOf(form), fields: Object.fromEntries(typed.map((field) => [field.name, field.value])) } : null);
  });
})();

// A form that is on its way is not sent again by a second press: of two answers a browser shows the last, which at the
// sign-in knows nothing of what the first one did. After a while it may be sent again, for the first may be lost.
(() => {
  const AGAIN = 10_000; // milliseconds
  const under = new Map(); // each form that is on its way: what makes its button what it was

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post") return;
    if (under.has(form)) {
      event.preventDefault();
      return;
    }
    const button = submitter || form.querySelector("button[type=submit]"), words = button ? [...button.childNodes] : [];
    const timer = setTimeout(() => under.get(form)(), AGAIN);
    under.set(form, () => {
      clearTimeout(timer);
      under.delete(form);
      if (!button) return;
      button.replaceChildren(...words);
      button.removeAttribute("aria-disabled");
    });
    if (!button) return;
    button.setAttribute("aria-disabled", "true"); // a disabled one would lose the focus, and its value would not be sent
    button.textContent = "One moment ...";
  });

  // By Back a page comes as it was left.
  addEventListener("pageshow", () => {
    for (const again of [...under.values()]) again();
  });
})();

// What answers a form takes its page's own address: by Back, Forward or a reload the browser asks for that page, and
// neither sends the form again nor says that it cannot.
(() => {
  const { at } = document.currentScript.dataset;
  if (at) history.replaceState(history.state, "", at);
})();
