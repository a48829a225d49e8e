// A bundle: one matter with all that proves it. Checked here, without asking anybody anything.

import { Refusal, at, contradiction, malformed } from "./refusal.js";
import { fromBase64, fromUtf8, toHex, toUtf8 } from "./bytes.js";
import { checkMembers, isCount, isObject, parseJson } from "./json.js";
import { checkInclusion, leafHash } from "./tree.js";
import { noteAt, openCheckpoint } from "./notes.js";
import { checkQuorum, parsePolicy, signersOf } from "./policy.js";
import { checkContinued, followKeys } from "./handovers.js";
import { parseSignature } from "./passkeys.js";
import { Contents } from "./contents.js";
import { isZip, readMember } from "./zip.js";

export const LARGEST = 64_000_000; // bytes of the file, and of the JSON in it
const FORMAT = "kenes bundle 1";
const MEMBER = "bundle.json";
const NAMES = ["format", "checkpoint", "policy", "handovers", "since", "entries", "shown"];

/**
 * @typedef {{code: string, facts: Object<string, string>}} Finding
 * @typedef {{sound: boolean, origin: string, size: number, root: string, key: string,
 *   witnesses: string[], entries: number, payloads: number, redacted: number, signed: number,
 *   subjects: string[], trustedOwnKey: boolean, findings: Finding[]}} Report
 */

/**
 * @param {Uint8Array} bytes of a ZIP or of its bundle.json
 * @param {{policy?: string, now?: number}} trust a policy instead of the bundle's own; the time
 * @returns {Promise<Report>} it never throws for what is in the bytes
 */
export async function checkBundle(bytes, { policy = null, now = Date.now() } = {}) {
  const report = {
    sound: false, origin: "", size: 0, root: "", key: "", witnesses: [],
    entries: 0, payloads: 0, redacted: 0, signed: 0,
    subjects: [], trustedOwnKey: policy === null, findings: [],
  };
  try {
    await check(report, await parse(bytes), policy, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report.findings.push({ code: error.code, facts: error.facts });
  }
  report.sound = report.findings.length === 0;
  return report;
}

async function check(report, bundle, policy, now) {
  const trust = await parsePolicy(policy ?? bundle.policy);
  report.origin = trust.log.name;
  report.key = trust.log.text;
  const { key, steps } = await followKeys(trust.log, bundle.handovers);
  const checkpoint = await openCheckpoint(bundle.note, key);
  report.size = checkpoint.size;
  report.root = toHex(checkpoint.root);
  await checkContinued(steps, checkpoint);
  await gather(report, async () => {
    const signers = await signersOf(trust, bundle.note);
    report.witnesses = signers.map((name) => trust.witnesses.get(name).name);
    checkQuorum(trust, signers);
  });
  const contents = new Contents(bundle.shown);
  let before = -1;
  for (const entry of bundle.entries) {
    // What is not in the log proves nothing: what it says is not looked at.
    await gather(report, async () => {
      const { index, bytes, proof } = entry;
      if (index <= before) throw contradiction(`entry ${index} stands twice, or out of its order`);
      const leaf = await leafHash(bytes);
      await checkInclusion(leaf, index, checkpoint.size, checkpoint.root, proof);
      before = index;
      await contents.take({ ...entry, leaf });
    });
  }
  report.findings.push(...contents.finish(now));
  Object.assign(report, contents.counts);
  report.subjects = bundle.shown.size ? [...bundle.shown.keys()] : [...contents.subjects];
}

/** A refusal that leaves the rest worth checking. */
async function gather(report, checkOne) {
  try {
    await checkOne();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "unsupported") throw error;
    report.findings.push({ code: error.code, facts: error.facts });
  }
}

async function parse(bytes) {
  if (bytes.length > LARGEST) throw malformed(`the file has more than ${LARGEST} bytes`);
  const data = isZip(bytes) ? await readMember(bytes, MEMBER, LARGEST) : bytes;
  const said = parseJson(fromUtf8(data, MEMBER), MEMBER);
  checkMembers(said, MEMBER, NAMES);
  if (said.format !== FORMAT) throw malformed(`${MEMBER} is not in the format "${FORMAT}"`);
  checkSince(said.since);
  if (Array.isArray(said.entries) && !said.entries.length) throw malformed("it holds no entry");
  return {
    note: noteAt("checkpoint", said.checkpoint),
    policy: said.policy,
    handovers: listOf(said.handovers, "change of key in entry", parseHandover),
    entries: listOf(said.entries, "entry", parseProved),
    shown: parseShown(said.shown),
  };
}

function listOf(said, what, parseOne) {
  if (!Array.isArray(said)) throw malformed(`what should list each ${what} is no list`);
  return said.map((one, place) => {
    const where = `${what} ${isCount(one?.index) ? one.index : `in place ${place + 1}`}`;
    try {
      return parseOne(one);
    } catch (error) {
      throw at(where, error);
    }
  });
}

function parseHandover(said) {
  checkMembers(said, "it", ["note", "index", "entry", "inclusion", "consistency"]);
  return {
    ...parsePlaced(said),
    note: noteAt("its note", said.note),
    inclusion: parseProof(said.inclusion),
    consistency: parseProof(said.consistency),
  };
}

function parseProved(said) {
  checkMembers(said, "it", ["index", "entry", "proof", "told"]);
  const hasSigned = Object.hasOwn(said, "signed");
  return {
    ...parsePlaced(said),
    proof: parseProof(said.proof),
    told: parseTold(said.told),
    signed: hasSigned
      ? { said: said.signed, signature: parseSignature(said.signed, "its signature") }
      : null,
  };
}

function parsePlaced({ index, entry }) {
  if (!isCount(index)) throw malformed("its index is not a whole number");
  if (typeof entry !== "string") throw malformed("its entry is not a text");
  return { index, text: entry, bytes: toUtf8(entry) };
}

function parseProof(said) {
  if (!Array.isArray(said)) throw malformed("its proof is not a list");
  return said.map((hash) => fromBase64(hash, "a hash of its proof", 32));
}

/** Without a prototype: a field may have any name. */
function parseTold(said) {
  if (!isObject(said)) throw malformed("what is told of it is not an object");
  const told = Object.create(null);
  for (const [field, one] of Object.entries(said)) {
    checkMembers(one, `what is told of ${field}`, ["salt", "payload"]);
    if (typeof one.payload !== "string") throw malformed(`the payload of ${field} is not a text`);
    const salt = fromBase64(one.salt, `the salt of ${field}`, 32);
    told[field] = { salt, payload: one.payload, bytes: toUtf8(one.payload) };
  }
  return told;
}

/** Proofs for those who kept an older checkpoint; here nobody did, so only their form counts. */
function checkSince(said) {
  if (!Array.isArray(said)) throw malformed("since is not a list");
  for (const one of said) {
    checkMembers(one, "since", ["size", "proof"]);
    if (!isCount(one.size)) throw malformed("since has a size that is not a whole number");
    parseProof(one.proof);
  }
}

function parseShown(said) {
  if (!isObject(said)) throw malformed("shown is not an object");
  const shown = Object.entries(said).map(([subject, fields]) => {
    if (!isObject(fields)) throw malformed(`what is shown of ${subject} is not an object`);
    const payloads = Object.entries(fields);
    if (payloads.some(([, payload]) => typeof payload !== "string")) {
      throw malformed(`what is shown of ${subject} is not a text`);
    }
    return [subject, new Map(payloads)];
  });
  return new Map(shown);
}
