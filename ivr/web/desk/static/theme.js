"use strict";
// Bootstrap's dark form, where the reader's device asks for it; there is no switch of our own to lose.
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
dark.addEventListener("change", dress);
dress();
