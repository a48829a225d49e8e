// What entries say, held against each other: points 1 to 6 of the format, in the order of entries.

import { Refusal } from "./refusal.js";
import { sha256, toHex } from "./bytes.js";
import { isCount, isText } from "./json.js";
import { ACTOR, HASH, KEY_ID, parseEntry } from "./entries.js";
import { checkSignature, keyId, signatureHash } from "./passkeys.js";
import { States } from "./states.js";

const TOLERANCE = 3_600_000_000n; // an hour in microseconds: clocks of two machines differ

export class Contents {
  #findings = [];
  #ids = new Set();
  #latest = null; // the entry with the latest time so far
  #missing = new Map(); // index -> fields neither told nor redacted
  #enrolled = new Set(); // "actor key"
  #signed = []; // whose keys have to be enrolled
  #attested = []; // which signatures have to be there
  #signatures = new Map(); // leaf -> hashes of the signatures of the entry
  #states;

  constructor(shown) {
    this.#states = new States(shown);
    this.counts = { entries: 0, payloads: 0, redacted: 0, signed: 0 };
    this.subjects = new Set();
  }

  /** The next entry, which has been proved to stand in the log at ``index``. */
  async take({ index, text, leaf, told, signed }) {
    this.#signatures.set(toHex(leaf), new Set());
    let entry;
    try {
      entry = parseEntry(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#misread(index, error.message);
      return;
    }
    this.counts.entries += 1;
    this.subjects.add(entry.subject);
    if (this.#ids.has(entry.id)) this.#find("repeated", { index });
    this.#ids.add(entry.id);
    this.#checkTime(index, entry);
    await this.#checkPayloads(index, entry, told);
    if (signed) await this.#checkSigned(index, entry, leaf, signed);
    KINDS.get(entry.type)?.(this, index, entry);
  }

  /** All that is wrong, once every entry was taken. */
  finish(now) {
    for (const [index, fields] of this.#missing) {
      for (const field of fields) this.#find("payload-missing", { index, field });
    }
    for (const { index, actor, key } of this.#signed) {
      if (!this.#enrolled.has(`${actor} ${key}`)) this.#find("key-unknown", { index });
    }
    for (const { index, leaf, hash } of this.#attested) {
      const there = this.#signatures.get(leaf);
      if (there && !there.has(hash)) this.#find("signature-missing", { index });
    }
    this.#findings.push(...this.#states.compare());
    if (this.#latest && this.#latest.moment > BigInt(now) * 1000n + TOLERANCE) {
      this.#find("time-ahead", { index: this.#latest.index, time: this.#latest.time });
    }
    return this.#findings;
  }

  #find(code, facts) {
    const said = Object.entries(facts).map(([name, fact]) => [name, String(fact)]);
    this.#findings.push({ code, facts: Object.fromEntries(said) });
  }

  #misread(index, why) {
    this.#find("malformed", { index, detail: `entry ${index}: ${why}` });
  }

  #checkTime(index, entry) {
    if (this.#latest && entry.moment < this.#latest.moment - TOLERANCE) {
      this.#find("time-back", { index, time: entry.time });
    }
    if (!this.#latest || entry.moment > this.#latest.moment) {
      this.#latest = { index, ...entry };
    }
  }

  async #checkPayloads(index, entry, told) {
    const good = new Map();
    for (const [field, { salt, payload, bytes }] of Object.entries(told)) {
      const hash = toHex(await sha256(salt, bytes));
      const isEntered = Object.hasOwn(entry.commitments, field);
      if (isEntered && hash === entry.commitments[field]) good.set(field, payload);
      else this.#find("payload-changed", { index, field });
    }
    this.counts.payloads += good.size;
    const fields = Object.keys(entry.commitments);
    const missing = fields.filter((field) => !Object.hasOwn(told, field));
    if (missing.length) this.#missing.set(index, new Set(missing));
    this.#states.enter(index, entry.subject, fields, good);
  }

  async #checkSigned(index, entry, leaf, { said, signature }) {
    this.#signatures.get(toHex(leaf)).add(await signatureHash(said));
    try {
      await checkSignature(signature, leaf);
    } catch (error) {
      if (error.code !== "signature-false") throw error;
      this.#find("signature-false", { ...error.facts, index });
      return;
    }
    this.counts.signed += 1;
    this.#signed.push({ index, actor: entry.actor, key: await keyId(signature.key) });
  }

  takeRedaction(index, { facts }) {
    const { entry: target, fields, ground, approvers } = facts;
    const isTwo =
      Array.isArray(approvers) &&
      approvers.every((one) => typeof one === "string" && ACTOR.test(one)) &&
      approvers.length === 2 &&
      new Set(approvers).size === 2;
    if (!isTwo || !isText(ground)) {
      this.#find("redaction-alone", { index });
    } else if (!isCount(target) || target >= index) {
      this.#find("redaction-blind", { index });
    } else if (!Array.isArray(fields) || !fields.every(isText)) {
      this.#misread(index, "it redacts fields without a name");
    } else if (Object.keys(facts).length !== 4) {
      this.#misread(index, "it tells more of a redaction than it should");
    } else {
      const missing = this.#missing.get(target);
      for (const field of fields) if (missing?.delete(field)) this.counts.redacted += 1;
    }
  }

  takeKey(index, { actor, facts }) {
    const isAlone = Object.keys(facts).length === 1;
    if (isAlone && isForm(facts.key, KEY_ID)) this.#enrolled.add(`${actor} ${facts.key}`);
    else this.#misread(index, "it enters a key without its id");
  }

  takeAttestation(index, { facts }) {
    const isWhole =
      Object.keys(facts).length === 3 &&
      isForm(facts.leaf, HASH) && isForm(facts.key, KEY_ID) && isForm(facts.sha256, HASH);
    if (isWhole) this.#attested.push({ index, leaf: facts.leaf, hash: facts.sha256 });
    else this.#misread(index, "it tells of a signature without naming it");
  }
}

const isForm = (value, form) => typeof value === "string" && form.test(value);

const KINDS = new Map([
  ["entry.redacted", (contents, index, entry) => contents.takeRedaction(index, entry)],
  ["key.enrolled", (contents, index, entry) => contents.takeKey(index, entry)],
  ["entry.attested", (contents, index, entry) => contents.takeAttestation(index, entry)],
]);
