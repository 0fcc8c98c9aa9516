"use strict";
// Recordings that the desk has not taken yet: kept in this browser's own database, where neither a lost connection nor a
// reload nor the end of a session reaches them. One for each person and prompt.
const recordings = (() => {
  const opened = () => new Promise((done, fail) => {
    const asked = indexedDB.open("desk-recordings", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("recordings", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const run = async (mode, work) => {
    const database = await opened();
    try {
      return await new Promise((done, fail) => {
        const turn = database.transaction("recordings", mode, { durability: "strict" });
        const asked = work(turn.objectStore("recordings"));
        turn.oncomplete = () => done(asked.result);
        turn.onerror = turn.onabort = () => fail(turn.error);
      });
    } finally {
      database.close();
    }
  };
  return {
    find: (key) => run("readonly", (all) => all.get(key)),
    keep: (recording) => run("readwrite", (all) => all.put(recording)),
    drop: (key) => run("readwrite", (all) => all.delete(key)),
    when: (at) => new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }),
  };
})();

// On a prompt's page: say that one is still here.
const still = document.getElementById("kept-recording");
if (still) {
  recordings.find(still.dataset.key).then((found) => {
    if (!found) return;
    still.querySelector("[data-when]").textContent = recordings.when(found.at);
    still.hidden = false;
  }, () => {});
}
