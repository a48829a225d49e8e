// The floor of a meeting as it changes. The page is whole without this script; with it, the parts
// that differ are put in place as the stream tells of them, or, while it cannot be reached, as the
// page's own address is asked. What is typed, open or has the focus stays.

import { morph, parsed } from "./parts.js";

const ASK = 3_000; // milliseconds between two questions while the stream is away
const SILENCE = 40_000; // of the stream, after which the line is taken for dead
const root = document.querySelector("[data-floor]");
const wiring = root.dataset;
const token = root.querySelector("form[hidden] input")?.value ?? "";
const says = new Map(
  Array.from(document.querySelectorAll("template[data-sentence]"), (one) => [
    one.dataset.sentence,
    one.content.textContent.trim(),
  ]),
);
const at = {
  version: Number(wiring.version),
  offset: Date.parse(wiring.now) - Date.now(), // of the house's clock
  source: null,
  isLive: false,
  lostAt: null,
  heard: 0,
  pause: 1_000,
  own: 0, // the timer of the next question about one's own part
};

const part = (name) => root.querySelector(`[data-part="${name}"]`);
const say = (name, facts = {}) =>
  (says.get(name) ?? "").replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
const write = (place, text) => {
  if (place && place.textContent !== text) place.textContent = text;
};

function showState() {
  const place = document.querySelector("[data-live-state]");
  const hour = (moment) =>
    new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  if (at.lostAt) write(place, say("lost", { time: hour(at.lostAt) }));
  else write(place, say(at.isLive ? "connected" : "asking"));
  place.dataset.liveState = at.lostAt ? "lost" : at.isLive ? "connected" : "asking";
}

/** Puts in place what was told; ``told.own``: this person's own part is in it. */
function take(told) {
  if (told.version < at.version && !told.own) return;
  at.offset = Date.parse(told.now) - Date.now();
  const focus = document.activeElement;
  const place = focus?.closest("[data-part]")?.dataset.part;
  for (const [name, html] of Object.entries(told.parts)) {
    const here = part(name);
    if (!here) continue;
    const there = parsed(html);
    // A vote that is still the same: what this person did about it is known here better.
    if (name === "cast" && !told.own && there.dataset.vote === here.dataset.vote) continue;
    morph(here, there);
  }
  if (place && focus !== document.activeElement) keepFocus(focus, place);
  if (told.version > at.version) write(document.querySelector("[data-live-said]"), told.said);
  at.version = Math.max(at.version, told.version);
  const hasMoved = told.stage !== wiring.stage;
  wiring.stage = told.stage;
  if (told.own) {
    wiring.ticket = told.ticket;
    wiring.can = told.can;
    if (told.scope !== wiring.scope) location.reload();
  } else askOwn(hasMoved);
  restore();
  tick();
}

/** One's own vote, as it was cast: what it changes for all, the stream tells. */
function takeVote(html) {
  const focus = document.activeElement;
  const isHere = Boolean(focus?.closest('[data-part="cast"]'));
  morph(part("cast"), parsed(html));
  if (isHere && focus !== document.activeElement) keepFocus(focus, "cast");
  mine = rows();
}

/** The button that was pressed may be gone: the keyboard stays in its part. */
function keepFocus(before, name) {
  const same = before.isConnected ? before : before.id && document.getElementById(before.id);
  const heading = part(name)?.querySelector("h2");
  if (heading) heading.tabIndex = -1;
  (same || heading)?.focus({ preventScroll: true });
}

// One's own part is sent to nobody else, so it is asked for: at once when something of one's own
// has changed, soon when the matter has, now and then otherwise. The waits spread a full hall.
let mine = rows();

function rows() {
  const own = part("own")?.dataset;
  if (!own) return "";
  const all = Array.from(root.querySelectorAll("[data-row]"), (one) => one.dataset.row);
  // That one's seat has voted is told in the answer to the vote: nobody asks for it again.
  const seat = "voted" in (part("cast")?.dataset ?? {}) ? "" : `seat ${own.seat}`;
  return all.filter((row) => row.startsWith(`${own.own} `) || row === seat).join();
}

function askOwn(hasMoved) {
  if (!part("own")) return;
  const now = rows();
  const isMine = now !== mine;
  mine = now;
  if (isMine || hasMoved || !at.own) {
    const wait = isMine ? 200 : hasMoved ? 1_500 : 10_000;
    clearTimeout(at.own);
    at.own = setTimeout(() => { at.own = 0; ask("own"); }, Math.random() * wait);
  }
}

async function ask(what) {
  try {
    const answer = await fetch(`${wiring.url}?part=${what}`, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 403 || answer.status === 404) location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    take(await answer.json());
    at.lostAt = null;
  } catch {
    if (!at.isLive) at.lostAt ??= Date.now();
  }
  showState();
}

function connect() {
  at.source?.close();
  if (!wiring.stream) return;
  const source = new EventSource(`${wiring.stream}?ticket=${encodeURIComponent(wiring.ticket)}`);
  at.source = source;
  at.heard = Date.now();
  const heard = () => {
    at.heard = Date.now();
    at.pause = 1_000;
    at.isLive = true;
    at.lostAt = null;
    showState();
  };
  source.addEventListener("floor", (event) => {
    heard();
    take(JSON.parse(event.data));
  });
  source.addEventListener("here", heard);
  source.addEventListener("error", lose);
}

/** The stream is away: ask by oneself, and come back to it, each at another moment. */
function lose() {
  if (!at.source) return;
  at.source.close();
  at.source = null;
  at.isLive = false;
  setTimeout(() => { if (!at.source) connect(); }, at.pause * (0.5 + Math.random()));
  at.pause = Math.min(at.pause * 2, 30_000);
  ask("all");
}

async function askOnAndOn() {
  if (!at.isLive && navigator.onLine) await ask("all");
  setTimeout(askOnAndOn, ASK * (0.9 + 0.2 * Math.random()));
}

setInterval(() => { if (at.source && Date.now() - at.heard > SILENCE) lose(); }, 5_000);
addEventListener("offline", () => {
  at.lostAt ??= Date.now();
  lose();
  showState();
});
addEventListener("online", () => {
  at.pause = 1_000;
  connect();
  ask("all");
});
addEventListener("pagehide", () => at.source?.close());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Forms are sent without leaving the page; what was refused is said, and what was typed stays.
root.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const data = new FormData(form);
  data.set("csrfmiddlewaretoken", token);
  const typed = Array.from(form.querySelectorAll("[data-keep]"), (field) => [field, field.value]);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      form.elements.namedItem("csrfmiddlewaretoken")?.remove();
      location.reload();
      return;
    }
    const told = await answer.json();
    refuse(told.refused ?? "");
    if (!told.refused) for (const [field] of typed) localStorage.removeItem(keptAs(field));
    if (told.parts) take(told);
    else if (told.cast) takeVote(told.cast);
    if (!told.refused) for (const [field, value] of typed) if (field.value === value) field.value = field.defaultValue;
  } catch {
    refuse(say("failed"));
  } finally {
    form.ariaBusy = "false";
  }
});

function refuse(sentence) {
  const place = document.querySelector("[data-live-refused]");
  place.hidden = !sentence;
  write(place, sentence);
}

// What is typed outlives a refusal, a lost connection, the end of the session.
const keptAs = (field) => `floor:${location.pathname}:${field.dataset.keep}`;

root.addEventListener("input", ({ target }) => {
  if ("keep" in target.dataset) localStorage.setItem(keptAs(target), target.value);
});

function restore() {
  for (const field of root.querySelectorAll("[data-keep]:not([data-kept])")) {
    field.dataset.kept = "";
    const kept = localStorage.getItem(keptAs(field));
    if (kept !== null && field.value === field.defaultValue) field.value = kept;
  }
}

// Clocks run by the house's time.
function tick() {
  const now = Date.now() + at.offset;
  for (const place of root.querySelectorAll("[data-since]")) {
    const passed = place.dataset.since ? Math.max(0, Math.floor((now - Date.parse(place.dataset.since)) / 1000)) : 0;
    const seconds = Number(place.dataset.seconds ?? 0) + passed;
    const limit = Number(place.dataset.limit ?? 0);
    if (place.matches("progress")) place.value = seconds;
    else if (place.matches(".took")) write(place, took(seconds));
    else write(place, clock(seconds) + (limit ? ` / ${clock(limit)}` : ""));
    if (limit) place.toggleAttribute("data-over", seconds > limit);
  }
}

const clock = (seconds) => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
};
const took = (seconds) =>
  (says.get("took") ?? "")
    .replace("%(minutes)s", Math.floor(seconds / 60))
    .replace("%(seconds)s", seconds % 60);

restore();
tick();
setInterval(tick, 1_000);
showState();
connect();
setTimeout(askOnAndOn, ASK);
