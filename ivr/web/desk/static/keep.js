"use strict";
// What is typed is kept in this browser until the desk has it, and measured while it is typed.
(() => {
  const form = document.getElementById("write");
  const offer = document.getElementById("kept-words");
  const saved = document.getElementById("saved-words");
  const place = (key) => `desk-words|${key}`;
  const MOST = 5; // versions of one item
  const begun = Date.now(); // this page's own version

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(place(key))) || {};
    } catch {
      return {};
    }
  };
  const write = (key, versions) => {
    const newest = Object.entries(versions).sort(([a], [b]) => b - a).slice(0, MOST);
    try {
      if (newest.length) localStorage.setItem(place(key), JSON.stringify(Object.fromEntries(newest)));
      else localStorage.removeItem(place(key));
    } catch { /* full, or forbidden: the page still works */ }
  };
  const drop = (key, unwanted) => {
    write(key, Object.fromEntries(Object.entries(read(key)).filter(([id, version]) => !unwanted(wordsOf(version), Number(id)))));
  };
  // A version is the words and the hash of what was published when they were begun; old ones are words alone.
  const wordsOf = (version) => version?.words ?? version ?? "";
  const baseOf = (version) => version?.base ?? "unknown";
  const same = (one, other) => one.replace(/\r/g, "").trim() === other.replace(/\r/g, "").trim();
  // The desk keeps some words with plain quotes and dashes (`ivr.desk.plain_texts`): they are the same words there.
  const plain = (words) => words.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"').replace(/[\u2013\u2014]/g, "-").replace(/\xa0/g, " ");

  // What the desk has by now need not be kept here.
  for (const each of saved ? JSON.parse(saved.content.textContent) : []) drop(each.key, (words) => same(plain(words), plain(each.words)));
  if (!form) return;

  const { key } = form.dataset;
  const field = form.elements.namedItem("words");
  const base = form.elements.namedItem("base"), shownBase = base.value;
  const first = field.value;
  for (const each of document.querySelectorAll(".no-script")) each.hidden = true;

  // ---- keeping

  let later = 0;
  const keep = () => {
    clearTimeout(later);
    if (same(field.value, first)) drop(key, (_, id) => id === begun);
    else write(key, { ...read(key), [begun]: { words: field.value, base: base.value } });
  };
  field.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(keep, 300);
    measureSoon();
  });
  let touched = false;
  field.addEventListener("input", () => { touched = true; });
  const leaving = () => { if (touched) keep(); };
  // By Back the browser may put typed words into a page that it has asked for anew: they are as old as they were.
  addEventListener("pageshow", () => {
    if (touched || field.value === field.defaultValue) return;
    const found = Object.values(read(key)).find((version) => same(wordsOf(version), field.value));
    if (found) base.value = baseOf(found);
  });
  form.addEventListener("submit", leaving);
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", leaving);

  // ---- offering what is still here

  const offered = () => {
    const versions = Object.entries(read(key)).filter(([id, version]) => Number(id) !== begun && !same(wordsOf(version), field.value));
    const [id, version] = versions.sort(([a], [b]) => b - a)[0] || [];
    offer.hidden = !id;
    if (!id) return;
    offer.querySelector("[data-when]").textContent = new Date(Number(id)).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    offer.querySelector("[data-words]").textContent = wordsOf(version);
    offer.querySelector("[data-since]").hidden = baseOf(version) === shownBase;
    offer.dataset.id = id;
  };
  const resolved = () => {
    drop(key, (_, id) => id === Number(offer.dataset.id));
    offered();
    field.focus();
  };
  offer.querySelector("[data-back]").addEventListener("click", () => {
    const version = read(key)[offer.dataset.id];
    if (version) [field.value, base.value] = [wordsOf(version), baseOf(version)];
    touched = true;
    keep();
    resolved();
    measureSoon();
  });
  offer.querySelector("[data-away]").addEventListener("click", resolved);
  offered();

  // ---- measuring

  const shown = document.getElementById("measure"), aloud = document.getElementById("measured-told");
  let asking = null, soon = 0;
  const measureSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(measure, 800);
  };
  const measure = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const data = new FormData();
      for (const name of ["item", "language", "words"]) data.append(name, form.elements.namedItem(name).value);
      const answer = await fetch(form.dataset.measure, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": form.elements.namedItem("csrf_token").value, Accept: "application/json" },
        signal: asking.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const found = await answer.json();
      shown.innerHTML = found.html;
      aloud.textContent = found.says;
    } catch (error) {
      if (error.name === "AbortError") return;
      const ended = ["400", "401", "403"].includes(error.message);
      const line = document.createElement("p");
      line.className = "alert alert-warning";
      line.textContent = ended
        ? "You are not signed in any more, or this page is too old. Your words are kept in this browser: load this page again, sign in, and they are offered here."
        : "The desk cannot be reached, so these words are not measured. They are kept in this browser.";
      shown.replaceChildren(line);
      aloud.textContent = line.textContent;
    }
  };
})();
