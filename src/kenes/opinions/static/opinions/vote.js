// Voting without leaving the page. Each answer brings the next card; a vote that could not be sent
// is kept and sent again, and the house counts it once however often it comes.

const plain = { createHTML: (text) => text };
// What is parsed here is never run: the page's policy lets no script in but the house's files.
const policy = globalThis.trustedTypes?.createPolicy("kenes-vote", plain) ?? plain;
const root = document.querySelector("[data-voting]");
const said = root.querySelector("[data-voting-said]");
const refused = root.querySelector("[data-voting-refused]");
const KEYS = { 1: "1", 2: "0", 3: "-1", ArrowLeft: "1", ArrowDown: "0", ArrowRight: "-1" };
const PATIENCE = 15_000; // milliseconds until an answer is given up
const AGAIN = 3_000; // until the next try

const card = () => root.querySelector("[data-card]");
const sentence = (name) => root.querySelector(`[data-sentence="${name}"]`).content.textContent.trim();
const pause = (time) =>
  new Promise((done) => {
    setTimeout(done, time);
    addEventListener("online", done, { once: true });
  });

function refuse(text) {
  refused.hidden = !text;
  if (refused.textContent !== text) refused.textContent = text;
}

function take(html) {
  const made = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  const next = made.querySelector("[data-card]");
  if (!next) return location.reload();
  const here = document.importNode(next, true);
  card().replaceWith(here);
  said.textContent = here.dataset.said;
  lookAt(here);
}

/** The focus, and the whole statement in sight: on a phone the answers stand over what is below. */
function lookAt(here) {
  here.focus({ preventScroll: true });
  const words = here.querySelector(".statement").getBoundingClientRect();
  const answers = here.querySelector(".answers")?.getBoundingClientRect();
  const isCovered = answers && words.bottom > Math.min(answers.top, innerHeight);
  if (!isCovered && here.getBoundingClientRect().top >= 0) return;
  here.scrollIntoView({ block: "start", behavior: "instant" });
}

/** Sends until there is an answer; the person may as well wait or leave. */
async function send(form, body) {
  for (;;) {
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "fetch" },
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      answer = null;
    }
    if (answer?.status === 429) {
      const text = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      refuse(text.querySelector("[data-card]")?.dataset.said ?? "");
      await pause(1_000 * Number(answer.headers.get("Retry-After") ?? 5));
    } else if (!answer || answer.status >= 500) {
      refuse(sentence("offline"));
      await pause(AGAIN);
    } else {
      refuse("");
      return answer;
    }
  }
}

root.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("vote" in form.dataset) || !event.submitter) return;
  event.preventDefault();
  if (card().ariaBusy === "true") return;
  card().ariaBusy = "true";
  const body = new FormData(form);
  body.set("value", event.submitter.value);
  const answer = await send(form, body);
  if (answer.status === 204) location.assign(sentence("own"));
  else if (answer.redirected || ![200, 422].includes(answer.status)) location.reload();
  else {
    take(await answer.text());
    history.replaceState(null, "", form.action);
  }
});

// Keys vote while the card has the focus, and nowhere else.
root.addEventListener("keydown", (event) => {
  const value = KEYS[event.key];
  if (!value || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
  if (!event.target.closest("[data-card]") || event.target.closest("details")) return;
  const button = card().querySelector(`button[name="value"][value="${value}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

root.dataset.voting = "keys";
root.querySelector(".keys-told").hidden = false;
if (document.activeElement === document.body) lookAt(card());
