// Checks a bundle here, in the visitor's browser: a form marked data-check is not sent.

import { LARGEST, checkBundle } from "./check/bundle.js";

const MOST_SHOWN = 100; // findings: nobody reads more of them, and a page of millions would hang
const LARGEST_POLICY = 1_000_000; // bytes; more than the checker accepts

const form = document.querySelector("form[data-check]");
const result = document.getElementById("result");
const blank = document.getElementById("report-blank");
const says = new Map(
  Array.from(document.querySelectorAll("template[data-sentence]"), (one) => [
    one.dataset.sentence,
    one.content.textContent,
  ]),
);

/** The server does the same for its own reports, in record/sentences.py. */
function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const fact = String(facts[name] ?? "?");
    return name === "time" ? `${fact.slice(0, 10)} ${fact.slice(11, 19)} UTC` : fact;
  });
}

const sentence = ({ code, facts }) => filled(says.get(code) ?? "{detail}", facts);

/** Which of the parts that can appear do appear. */
function partsOf(report) {
  const isUndecided = report.findings.every(({ code }) => code === "unsupported");
  return new Set([
    report.sound ? "sound" : isUndecided ? "undecided" : "wrong",
    report.findings.length > 0 && "findings",
    report.findings.length > MOST_SHOWN && "more",
    report.trustedOwnKey && report.key && "own-key",
    report.root && "facts",
  ]);
}

function draw(report) {
  const drawn = blank.content.cloneNode(true);
  const parts = partsOf(report);
  for (const part of drawn.querySelectorAll("[data-when]")) {
    if (!parts.has(part.dataset.when)) part.remove();
  }
  for (const place of drawn.querySelectorAll("[data-part]")) write(place, report);
  drawn.querySelector("[data-send]")?.addEventListener("click", () => form.submit());
  result.replaceChildren(drawn);
  result.querySelector(".verdict").focus();
}

function write(place, report) {
  const name = place.dataset.part;
  if (name === "findings") {
    const lines = report.findings.slice(0, MOST_SHOWN).map((finding) => {
      const line = document.createElement("li");
      line.textContent = sentence(finding);
      return line;
    });
    place.replaceChildren(...lines);
  } else if (name === "more") {
    const facts = { shown: MOST_SHOWN, count: report.findings.length };
    place.textContent = filled(place.textContent, facts);
  } else if (name === "witnesses") {
    // Without any, the page's own word for none stays.
    if (report.witnesses.length) place.textContent = report.witnesses.join(", ");
  } else {
    place.textContent = report[name];
  }
}

/** One byte more than is accepted is enough to be refused; the rest is not even read. */
async function bytesOf(file) {
  return new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer());
}

async function policyOf(input) {
  const [file] = input.files;
  return file ? file.slice(0, LARGEST_POLICY).text() : null;
}

async function check() {
  const busy = form.querySelector("[data-busy]");
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  busy.textContent = busy.dataset.busy;
  result.replaceChildren();
  try {
    const { bundle, policy } = form.elements;
    draw(await checkBundle(await bytesOf(bundle.files[0]), { policy: await policyOf(policy) }));
  } catch (error) {
    // A file that was moved meanwhile, or a fault of ours: either way nothing is known.
    const findings = [{ code: "unsupported", facts: { detail: error.message } }];
    draw({ sound: false, findings, witnesses: [] });
  } finally {
    form.removeAttribute("aria-busy");
    busy.textContent = "";
  }
}

/** A drop is as good as a choice, so the chosen file's name is where one looks for it. */
function take(file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  form.elements.bundle.files = chosen.files;
  check();
}

// The input of the policy takes a drop by itself.
const isOurs = (event) =>
  event.target !== form.elements.policy && event.dataTransfer?.types.includes("Files");

function bind() {
  form.classList.add("here");
  for (const part of form.querySelectorAll("[data-there]")) part.hidden = true;
  for (const part of form.querySelectorAll("[data-here]")) part.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  form.addEventListener("dragover", (event) => {
    form.classList.toggle("over", isOurs(event));
    if (isOurs(event)) event.preventDefault();
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!isOurs(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
}

if (form) bind();
