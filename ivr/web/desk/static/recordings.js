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
    // No date: the clocks of this browser need not be those by which the desk tells times.
    when: (at) => {
      const minutes = Math.floor((Date.now() - at) / 60_000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
      const [number, unit] = days ? [days, "day"] : hours ? [hours, "hour"] : [minutes, "minute"];
      return number > 0 ? `${number} ${unit}${number === 1 ? "" : "s"} ago` : "a moment ago";
    },
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
