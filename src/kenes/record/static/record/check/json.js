// JSON as the record writes it: read from untrusted text, and in its canonical form (RFC 8785).

import { malformed } from "./refusal.js";

const DEEPEST = 400; // the record goes a few levels deep; a stack ends at some thousands

export function parseJson(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(`${what} is not JSON`);
  }
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value) {
  return typeof value === "string" && value !== "";
}

/** A whole number that is not below nothing, as indexes and sizes are. */
export function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The members a format names, each checked; those of ``names`` and, if given, ``others`` only. */
export function checkMembers(value, what, names, others = null) {
  if (!isObject(value)) throw malformed(`${what} is not an object`);
  for (const name of names) {
    if (!Object.hasOwn(value, name)) throw malformed(`${what} lacks ${name}`);
  }
  if (others === null) return;
  for (const name of Object.keys(value)) {
    if (!names.includes(name) && !others.includes(name)) {
      throw malformed(`${what} has ${JSON.stringify(name.slice(0, 40))}, which has no place in it`);
    }
  }
}

/** RFC 8785, for what an entry may hold: whole numbers, and keys in ASCII. */
export function canonical(value, depth = 0) {
  if (depth > DEEPEST) throw malformed("JSON is nested too deep");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw malformed("a text has half a letter in it");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw malformed("a number is not a whole one");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join(",")}]`;
  const names = Object.keys(value).sort();
  if (names.some((name) => /[^\0-\x7f]/.test(name))) throw malformed("a key is not in ASCII");
  const members = names.map(
    (name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`,
  );
  return `{${members.join(",")}}`;
}

/** Reads JSON that must stand in its canonical form: nothing twice, nothing between. */
export function parseCanonical(text, what) {
  const value = parseJson(text, what);
  if (canonical(value) !== text) throw malformed(`${what} is not canonical JSON`);
  return value;
}
