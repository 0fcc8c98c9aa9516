"use strict";
// Reading a prompt aloud: the microphone, how loud it is, a count-in and a beep, listening back, handing in.
(() => {
  const box = document.getElementById("recorder");
  if (!box) return;
  const part = (id) => document.getElementById(id);
  const [state, problem, count, meter, told] = ["state", "problem", "count", "level", "level-told"].map(part);
  const [recordButton, tryButton, stopButton, enoughButton, cancelButton] = ["record", "try", "stop", "enough", "cancel"].map(part);
  const [review, playback, speaker, handIn] = ["review", "playback", "speaker", "hand-in"].map(part);

  // What browsers do to a voice is for conversations: it raises the noise between words, which the check refuses. Only a
  // microphone that proved too quiet is turned up.
  const WISHED = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
  const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
  const QUIET = -38, SILENT = -52, LOUD = -0.4; // dB; the first is the check's own limit
  const STEP = 100; // ms between two looks at the level
  const REMEMBERED = 12; // looks: words have gaps between them
  const HELD = 8; // looks that a state lasts before it is told aloud
  // What is shown beside the meter, and what is told during the test.
  const HEARD = {
    "too loud": ["too loud: move away a little", "That is too loud: move away a little."],
    nothing: ["nothing to hear yet", "I hear nothing yet: speak."],
    "too quiet": ["too quiet: come nearer", "That is too quiet: come nearer."],
    good: ["good", "That is loud enough."],
  };
  const longest = Number(box.dataset.seconds);

  let microphone = null; // { stream, context, analyser, watch }
  let recorder = null;
  let attempts = 0; // how often a count-in began or was canceled: one that is not the last goes no further
  let current = null; // the recording: key, at, script, type, parts, seconds, finished, speaker
  let blob = null;
  let unkept = false; // this browser could not keep it
  let writing = Promise.resolve(); // one after the other, so that the last one wins

  const say = (text, aloud = true) => {
    state.setAttribute("aria-live", aloud ? "polite" : "off"); // a reader's voice must not get into the recording
    state.textContent = text;
  };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const show = (element, visible) => { element.hidden = !visible; };

  const made = (tag, name, text, more = {}) => Object.assign(document.createElement(tag), { className: name, textContent: text, ...more });
  const complain = (sentences, link) => {
    problem.replaceChildren(...sentences.map((text) => made("p", "mb-1", text)));
    if (link) problem.append(made("a", "alert-link", link, { href: location.pathname }));
    show(problem, true);
    problem.focus();
  };

  // ---- the microphone and how loud it is

  const refusal = (error) => ({
    NotAllowedError: "The browser may not use the microphone. Allow it beside the address of this page, then press Record again. Or hand in a file below.",
    NotFoundError: "No microphone was found. Plug one in and press Record again, or hand in a file below.",
    NotReadableError: "Another program is using the microphone. Close it and press Record again, or hand in a file below.",
  }[error.name] || "The microphone could not be used. Try again, or hand in a file below.");

  const switchOn = async () => {
    if (microphone) return true;
    show(problem, false);
    if (!navigator.mediaDevices || !window.MediaRecorder) {
      complain(["This browser cannot record here. Use a current browser at an address that begins with https, or hand in a file below."]);
      return false;
    }
    say("The browser may ask whether this page may use the microphone. Allow it.");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: WISHED });
      const context = new AudioContext();
      await context.resume();
      const analyser = context.createAnalyser();
      analyser.fftSize = 4096;
      context.createMediaStreamSource(stream).connect(analyser);
      microphone = { stream, context, analyser, levels: [], peaks: [], loudest: -100, over: 0, held: 0, was: "", spoken: "" };
      microphone.watch = setInterval(look, STEP);
      show(part("level-box"), true);
      return true;
    } catch (error) {
      say('Press "Record" to try again.');
      complain([refusal(error)]);
      return false;
    }
  };

  const switchOff = () => {
    if (!microphone) return;
    clearInterval(microphone.watch);
    for (const track of microphone.stream.getTracks()) track.stop();
    microphone.context.close();
    microphone = null;
    show(part("level-box"), false);
  };

  const look = () => {
    const samples = new Float32Array(microphone.analyser.fftSize);
    microphone.analyser.getFloatTimeDomainData(samples);
    let sum = 0, peak = 0;
    for (const each of samples) {
      sum += each * each;
      peak = Math.max(peak, Math.abs(each));
    }
    const level = 10 * Math.log10(sum / samples.length + 1e-10), top = 20 * Math.log10(peak + 1e-5);
    microphone.levels = [...microphone.levels, level].slice(-REMEMBERED);
    microphone.peaks = [...microphone.peaks, top].slice(-REMEMBERED);
    const speech = Math.max(...microphone.levels);
    meter.value = Math.max(-60, Math.min(0, level));
    const now = Math.max(...microphone.peaks) > LOUD ? "too loud" : speech < SILENT ? "nothing" : speech < QUIET ? "too quiet" : "good";
    microphone.held = now === microphone.was ? microphone.held + 1 : 0;
    microphone.was = now;
    if (recorder) {
      microphone.loudest = Math.max(microphone.loudest, level);
      if (top > LOUD) microphone.over += 1;
      part("elapsed").textContent = Math.floor((performance.now() - recorder.began) / 1000);
    } else if (!enoughButton.hidden && microphone.held === HELD && microphone.spoken !== now) {
      microphone.spoken = now;
      say(HEARD[now][1]);
    }
    // During the test one place tells it, so that no two can differ.
    const shown = enoughButton.hidden ? now : microphone.spoken;
    const short = enoughButton.hidden ? HEARD[now][0] : "";
    if (told.textContent !== short) told.textContent = short;
    meter.dataset.now = shown;
  };

  const beep = async () => {
    const { context } = microphone;
    const tone = context.createOscillator(), volume = context.createGain();
    tone.frequency.value = 880;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.2);
    await wait(450); // the beep itself must not get in
  };

  // ---- recording

  const keepIt = () => {
    const now = { ...current, parts: [...current.parts] };
    writing = writing.then(() => recordings.keep(now)).then(() => { unkept = false; }, () => { unkept = true; });
    return writing;
  };

  // While somebody counts in and reads, the page is the words and the one button that they need, however small it is.
  const reading = (now) => {
    document.body.classList.toggle("reading", now);
    if (now) part("script").setAttribute("tabindex", "0"); // long words scroll, by keyboard too
    else part("script").removeAttribute("tabindex");
    scrollTo(0, 0);
    part("script").scrollTop = 0;
  };

  const counted = async (mine) => {
    show(count, true);
    for (const number of [3, 2, 1]) {
      count.textContent = number;
      await wait(700);
      if (mine !== attempts) return false;
    }
    show(count, false);
    if (microphone) await beep();
    return mine === attempts;
  };

  const broken = (text) => {
    attempts += 1;
    for (const each of [count, cancelButton, stopButton]) show(each, false);
    switchOff();
    reading(false);
    if (current && blob) {
      say(text);
      show(review, true);
      part("listen").focus();
    } else afresh(text);
  };

  const begin = async () => {
    recordButton.disabled = tryButton.disabled = true;
    const ready = await switchOn();
    recordButton.disabled = tryButton.disabled = false;
    if (!ready) return;
    show(problem, false);
    for (const each of [recordButton, tryButton, enoughButton, review]) show(each, false);
    playback.pause();
    part("elapsed").textContent = 0;
    say("Get ready. After the beep wait one second, then read.");
    show(cancelButton, true);
    reading(true);
    cancelButton.focus();
    const mine = (attempts += 1);
    if (!(await counted(mine))) return;
    show(cancelButton, false);
    if (!microphone?.stream.active) return broken('The microphone was unplugged. Press "Record" to try again.');
    const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) || "";
    const taken = new MediaRecorder(microphone.stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 128000 });
    current = { key: box.dataset.key, at: Date.now(), script: box.dataset.script, type: taken.mimeType || type, parts: [], seconds: 0, finished: false, speaker: speaker.value };
    Object.assign(microphone, { loudest: -100, over: 0 });
    taken.began = performance.now();
    taken.ondataavailable = (event) => {
      if (!event.data.size) return;
      current.parts.push(event.data);
      current.seconds = (performance.now() - taken.began) / 1000;
      keepIt(); // every second, so that a crash loses no more than that
    };
    taken.onstop = finished;
    for (const track of microphone.stream.getTracks()) track.onended = stop; // it was unplugged
    recorder = taken;
    taken.start(1000);
    taken.limit = setTimeout(() => {
      taken.byItself = true;
      stop();
    }, longest * 1000);
    say("Recording. Read now. Press Stop one second after the last word.", false);
    show(stopButton, true);
    stopButton.focus();
  };

  const stop = () => {
    if (!recorder || recorder.state === "inactive") return;
    clearTimeout(recorder.limit);
    recorder.stop();
  };

  const finished = async () => {
    const { loudest, over } = microphone, { byItself } = recorder;
    current.finished = true;
    recorder = null;
    switchOff();
    show(stopButton, false);
    reading(false);
    await keepIt();
    const hints = [];
    if (loudest < QUIET) {
      WISHED.autoGainControl = true;
      hints.push("It may be too quiet. If you record again, the browser turns the microphone up.");
    }
    if (over > 3) hints.push("It may be too loud in places.");
    const ended = byItself ? `It stopped by itself, because ${longest} seconds are the most.` : "It is recorded.";
    say([ended, ...hints, "Listen to it, then hand it in or record again."].join(" "));
    present(`${Math.round(current.seconds)} seconds.`);
    part("listen").focus();
  };

  // The button to press next is the main one: after a refusal that is to record again.
  const lead = (first, second) => {
    first.className = "btn btn-primary";
    second.className = "btn btn-outline-secondary";
  };

  const present = (text) => {
    lead(handIn, part("again"));
    blob = new Blob(current.parts, { type: current.type });
    URL.revokeObjectURL(playback.src);
    playback.src = URL.createObjectURL(blob);
    part("review-told").textContent = unkept ? `${text} This browser cannot keep it: hand it in before you leave this page.` : text;
    show(review, true);
    show(recordButton, false);
    show(tryButton, false);
  };

  const afresh = (text) => {
    show(review, false);
    show(recordButton, true);
    show(tryButton, true);
    say(text);
    recordButton.focus();
  };

  // ---- handing in

  const send = async () => {
    const form = new FormData();
    form.append("csrf_token", document.querySelector("input[name=csrf_token]").value);
    form.append("speaker", speaker.value);
    form.append("script", current.script);
    if (part("voice")?.checked) { // there until they have agreed to be heard
      form.append("voice", "yes");
      form.append("asked", part("voice-asked").value);
    }
    form.append("recording", blob, `recording.${ENDINGS[current.type.split(";")[0]] || "webm"}`);
    const answer = await fetch(box.dataset.to, { method: "POST", body: form, headers: { Accept: "application/json" } });
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") && !answer.redirected;
    return { status: answer.status, body: json ? await answer.json() : {} };
  };

  const SAFE = "Your recording is safe in this browser.";
  const given = async () => {
    show(problem, false);
    handIn.disabled = true;
    say("Handing it in. It is being checked, which takes a few seconds.");
    let answer = null;
    try {
      answer = await send();
    } catch {
      say(`It was not handed in. ${SAFE}`);
      complain([`The desk cannot be reached. ${SAFE} Press "Hand it in" again when the connection is back, even tomorrow.`]);
      return;
    } finally {
      handIn.disabled = false;
    }
    if (answer.body.take) {
      unkept = false;
      await recordings.drop(current.key).catch(() => {});
      location.assign(answer.body.page);
      if (answer.body.page.split("#")[0] === location.pathname) location.reload();
      return;
    }
    say("It was not taken in.");
    if (answer.body.says || answer.status === 413) lead(part("again"), handIn);
    if (answer.body.says) complain([...answer.body.says, "Callers hear what they heard before. You can record again."]);
    else if (answer.status === 413) complain(["The recording is too large. Read just this prompt."]);
    else if ([200, 400, 401, 403].includes(answer.status)) complain([`You are not signed in any more, or this page is too old. ${SAFE}`], "Load this page again and sign in: it is offered here.");
    else complain([`The desk could not take it just now. ${SAFE} Try again in a moment.`]);
  };

  recordButton.addEventListener("click", begin);
  stopButton.addEventListener("click", stop);
  cancelButton.addEventListener("click", () => broken("Canceled. Nothing was recorded."));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !cancelButton.hidden) cancelButton.click();
  });
  tryButton.addEventListener("click", async () => {
    if (!(await switchOn())) return;
    show(tryButton, false);
    show(enoughButton, true);
    say("Say a few words, as you will read them.");
    enoughButton.focus();
  });
  enoughButton.addEventListener("click", () => {
    switchOff();
    show(enoughButton, false);
    show(tryButton, true);
    say('Press "Record" when you are ready.');
    recordButton.focus();
  });
  handIn.addEventListener("click", given);
  part("again").addEventListener("click", begin);
  part("drop").addEventListener("click", async () => {
    await recordings.drop(current.key).catch(() => {});
    unkept = false;
    current = blob = null;
    afresh("It was thrown away. Press Record to begin anew.");
  });
  speaker.addEventListener("change", () => {
    if (!current) return;
    current.speaker = speaker.value;
    keepIt();
  });
  addEventListener("beforeunload", (event) => {
    if (recorder || (unkept && blob)) event.preventDefault();
  });

  show(box, true);
  recordings.find(box.dataset.key).then((found) => {
    if (!found || !found.parts.length || recorder) return;
    current = found;
    if (found.speaker) speaker.value = found.speaker;
    const changed = found.script !== box.dataset.script ? " The words have changed since, so it cannot be handed in: record it again." : "";
    const broke = found.finished ? "" : " It broke off; what was recorded until then is here.";
    say("A recording of yours is still here. Listen to it, then hand it in, record again, or throw it away.");
    present(`Made ${recordings.when(found.at)}, about ${Math.round(found.seconds)} seconds, and not handed in.${broke}${changed}`);
  }, () => {});
})();
