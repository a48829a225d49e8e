// An entry of the log in the only form it may have.

import { malformed } from "./refusal.js";
import { toUtf8 } from "./bytes.js";
import { checkMembers, isObject, isText, parseCanonical } from "./json.js";

const LARGEST = 65_535; // bytes: a tile writes the length of an entry as two
const NEEDED = ["v", "id", "type", "time", "actor", "subject", "commitments", "media"];
const OTHERS = ["before", "after", "language", "facts"];
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/;
export const ACTOR = /^[0-9a-f]{16}$/;
export const KEY_ID = ACTOR;
export const HASH = /^[0-9a-f]{64}$/;

/** @returns {object} the members of the entry, with ``facts`` and the ``moment`` of its time */
export function parseEntry(text) {
  const bytes = toUtf8(text);
  if (bytes.length > LARGEST) throw malformed(`an entry has more than ${LARGEST} bytes`);
  const entry = parseCanonical(text, "an entry");
  checkMembers(entry, "an entry", NEEDED, OTHERS);
  if (entry.v !== 1) throw malformed("the version of an entry is not 1");
  if (entry.media !== "application/json") throw malformed("media is not application/json");
  for (const name of ["type", "subject", "before", "after", "language"]) {
    const isThere = Object.hasOwn(entry, name);
    if (isThere && !isText(entry[name])) throw malformed(`${name} is not a text, or an empty one`);
  }
  checkForm("id", entry.id, UUID7, "a UUID of version 7");
  checkForm("actor", entry.actor, ACTOR, "16 hexadecimal digits");
  if (!isObject(entry.commitments)) throw malformed("commitments is not an object");
  for (const [field, commitment] of Object.entries(entry.commitments)) {
    checkForm(`the commitment to ${field.slice(0, 40)}`, commitment, HASH, "a hash");
  }
  if (Object.hasOwn(entry, "facts") && !isObject(entry.facts)) {
    throw malformed("facts is not an object");
  }
  return { ...entry, facts: entry.facts ?? {}, moment: momentOf(entry.time) };
}

function checkForm(name, value, form, what) {
  if (typeof value !== "string" || !form.test(value)) throw malformed(`${name} is not ${what}`);
}

/** Microseconds since 1970. A time that no calendar has, like 30 February, is refused. */
function momentOf(time) {
  const parts = typeof time === "string" ? TIME.exec(time) : null;
  const date = new Date(parts ? `${parts[1]}Z` : Number.NaN);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== `${parts[1]}Z`) {
    throw malformed("time is not a time in UTC with microseconds");
  }
  return BigInt(date.getTime()) * 1000n + BigInt(parts[2]);
}
