// The browser phone: plays what the server's handset hears, tells it what the caller does, and keeps the call's state.

const RINGING_SECONDS = 3;
const LOOK_SECONDS = 1; // between two looks for texts that a call has sent
const el = (id) => document.getElementById(id);
const WORDS = {
  answered: "Someone answered. In this phone the talk is over at once.",
  voicemail: "A voicemail took the call.",
  busy: "The number is busy.",
  "no-answer": "No one answered.",
};

let kind = "mobile"; // what kind of phone the call was made with
let call = null; // the state of the call, as the handset left it; null when there is none
let round = 0; // counts the caller's deeds: whatever belongs to an earlier one stops
let asking = false; // a request is under way
let next = null; // what the caller did meanwhile; done as soon as the answer is there
let locked = false; // what is playing cannot be cut short
let ringing = false;
let listening = 0; // how many seconds the line waits for a key, 0 while it does not
const threads = {}; // the state of each kind of phone's conversation of texts
let mark = -1; // how far the texts that arrived were read; from now on, where it is negative
const audio = new Audio();
let quiet = null; // ends the waiting for a sound

// ---- what the page shows

function add(log, kind, text, prompt = "") {
  log.querySelector(".empty")?.remove();
  const entry = document.createElement("p");
  entry.className = kind;
  const speaker = { said: "Line: ", theirs: "Line: ", did: "", mine: "You: " }[kind];
  if (speaker) {
    const who = document.createElement("span");
    who.className = "visually-hidden";
    who.textContent = speaker;
    entry.append(who);
  }
  entry.append(text.replace(/\s*\n\s*\n\s*/g, "\n").trim());
  if (prompt) {
    const name = document.createElement("small");
    name.textContent = prompt;
    name.setAttribute("aria-hidden", "true"); // an id is for the eye of who tests, not for the ear
    entry.append(name);
  }
  log.append(entry);
  log.scrollTop = entry.offsetTop; // a long part is shown from its start
  return entry;
}

// The words of the moment, beside the keypad, for the eye: the log has them whole, and a screen reader hears them there.
function speaking(text) {
  el("spoken").textContent = text.replace(/\s+/g, " ").trim();
  el("spoken").hidden = !text;
  el("spoken").scrollTop = 0;
}

// Call is for the time without a call; aria-disabled leaves the focus of a keyboard where it is.
function inCall(yes) {
  el("dial").setAttribute("aria-disabled", String(yes));
}

const tell = (text) => { if (el("status").textContent !== text) el("status").textContent = text; };

function note(text) {
  el("note").textContent = text;
  el("note").hidden = !text;
}

// ---- asking the server

async function ask(url, what) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error || `The server answered with status ${answer.status}.`);
  return said;
}

function busy(yes) {
  asking = yes;
  el("log").setAttribute("aria-busy", String(yes));
}

async function act(what, shown) {
  const mine = ++round;
  stopSound();
  listening = 0;
  ringing = false;
  locked = false;
  el("countdown").hidden = true;
  if (shown) add(el("log"), "did", shown);
  busy(true);
  next = null;
  let answer;
  try {
    answer = await ask(document.body.dataset.call, { state: call, phone: kind, ...what });
  } catch (problem) {
    call = null;
    inCall(false);
    add(el("log"), "wrong", `The call broke off: ${problem.message}`);
    tell("Not in a call.");
    return;
  } finally {
    busy(false);
  }
  call = answer.state;
  inCall(Boolean(call));
  follow(answer.steps, mine);
  const deed = next;
  next = null;
  if (deed) deed();
}

// ---- following the steps

async function follow(steps, mine) {
  for (const step of steps) {
    if (mine !== round) return;
    if (step.kind === "play" || step.kind === "say") {
      const entry = add(el("log"), "said", step.text, step.prompt);
      speaking(step.text);
      if (step.kind === "play") await hear(step, entry);
    } else if (step.kind === "listen") {
      listen(step.seconds, mine);
    } else if (step.kind === "dial") {
      ring(step.text, mine);
    } else if (step.kind === "end") {
      add(el("log"), "event", step.text === "caller" ? "You hung up." : "The line hung up.");
      speaking("");
      tell("The call has ended.");
    } else {
      add(el("log"), "wrong", step.text);
      speaking("");
      tell("The call broke off.");
    }
  }
}

async function hear(step, entry) {
  if (!el("sound").checked) return;
  locked = !step.interruptible;
  tell(locked ? "The line is speaking. Keys work when this is over." : "The line is speaking.");
  entry.classList.add("now");
  try {
    await play(step.url);
  } catch {
    note("The sound could not be played here. Every word is written under “What is said”.");
  }
  locked = false;
  entry.classList.remove("now");
}

function play(url) {
  return new Promise((done, failed) => {
    quiet = done;
    audio.onended = done;
    audio.onerror = failed;
    audio.src = url;
    audio.play().catch(failed);
  });
}

function stopSound() {
  audio.pause();
  if (quiet) quiet();
  quiet = null;
}

function listen(seconds, mine) {
  listening = seconds;
  tell("The line is listening. Press a key.");
  let left = seconds;
  const tick = () => {
    if (mine !== round) return;
    const patient = el("patient").checked;
    if (patient) left = seconds;
    el("countdown").hidden = false;
    el("countdown").textContent = patient ? "It waits for you." : `${left} seconds left`;
    if (left <= 0) return act({ do: "wait" }, "You stayed silent.");
    if (!patient) left -= 1;
    setTimeout(tick, 1000);
  };
  tick();
}

function ring(number, mine) {
  ringing = true;
  tell(`Ringing ${number}.`);
  add(el("log"), "event", `Ringing ${number}. No real call is made.`);
  setTimeout(() => {
    if (mine !== round) return;
    const outcome = el("outcome").value;
    act({ do: "dialed", outcome }, WORDS[outcome]);
  }, RINGING_SECONDS * 1000);
}

// ---- what the caller does

// A key or a hang-up counts even in the moment in which the line thinks; of several, the last.
const later = (deed) => { next = deed; };

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 150);
  if (asking) return later(() => press(key));
  if (!call) return tell("Not in a call. Press Call first.");
  if (ringing) return tell("It is ringing. Keys do not work now.");
  if (locked) return tell("This part cannot be cut short. Press again when it is over.");
  act({ do: "press", key }, `You pressed ${{ "*": "star", "#": "pound" }[key] || key}.`);
}

function dial() {
  if (asking) return;
  if (call) return tell("You are in a call. Hang up first.");
  el("log").replaceChildren();
  note("");
  tell("Calling.");
  inCall(true);
  kind = el("kind").value;
  // The state of an earlier call is gone; a new one begins without any.
  act({ do: "dial" }, "You called the line.");
}

function stay() {
  if (asking) return;
  if (!call) return tell("Not in a call. Press Call first.");
  if (!listening) return tell("The line is not listening yet.");
  act({ do: "wait" }, "You stayed silent.");
}

function hangUp() {
  if (asking) return later(hangUp);
  if (!call) {
    // The line has hung up already, but its goodbye may still be playing.
    round += 1;
    stopSound();
    speaking("");
    return tell("Not in a call.");
  }
  act({ do: "hangup" }, "");
}

async function send(event) {
  event.preventDefault();
  const body = el("body").value;
  const phone = el("kind").value;
  el("body").value = "";
  const log = el("thread");
  add(log, "mine", body || "(an empty text)");
  try {
    const answer = await ask(document.body.dataset.text, { state: threads[phone] ?? null, phone, body });
    threads[phone] = answer.state;
    answer.replies.forEach((reply) => add(log, "theirs", reply));
    if (answer.error) add(log, "wrong", answer.error);
    else if (!answer.replies.length) add(log, "event", "The line sends no answer to this.");
  } catch (problem) {
    add(log, "wrong", `The text did not arrive: ${problem.message}`);
  }
}

// Texts that the line sent because a caller asked for them arrive in the same thread.
async function letters() {
  try {
    const answer = await ask(document.body.dataset.letters, { mark });
    mark = answer.mark;
    answer.texts.forEach((text) => add(el("thread"), "theirs", text));
  } catch {
    // The line is away for a moment; the next look asks again from the same mark.
  }
  setTimeout(letters, LOOK_SECONDS * 1000);
}

el("keypad").addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]")?.dataset.key;
  if (key) press(key);
});
// Only while the phone has the focus, so that nobody's own shortcuts press keys by accident.
el("phone").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("select")) return;
  if (!/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
});
el("ids").addEventListener("change", () => el("log").classList.toggle("ids", el("ids").checked));
el("dial").addEventListener("click", dial);
el("wait").addEventListener("click", stay);
el("hangup").addEventListener("click", hangUp);
el("texting").addEventListener("submit", send);
letters();
