"use strict";
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
