// Bytes and the ways of writing them down; only the one spelling an encoder writes is accepted.

import { malformed, unsupported } from "./refusal.js";

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** A half of a pair of UTF-16 would be encoded as another letter, and two texts would be one. */
export function toUtf8(text) {
  if (/\p{Surrogate}/u.test(text)) throw malformed("a text has half a letter in it");
  return ENCODER.encode(text);
}

export function fromUtf8(bytes, what) {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw malformed(`${what} is not UTF-8`);
  }
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isSame(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {Uint8Array} of the length asked for, if one is */
export function fromBase64(text, what, length = null) {
  let letters = null;
  if (typeof text === "string" && text.length % 4 === 0 && BASE64.test(text)) letters = atob(text);
  // Bits left over at the end could be anything; an encoder leaves them empty.
  if (letters === null || btoa(letters) !== text) throw malformed(`${what} is not base64`);
  if (length !== null && letters.length !== length) {
    throw malformed(`${what} has ${letters.length} bytes instead of ${length}`);
  }
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

export function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

export function toBase64Url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The browser's cryptography; pages that came over a plain connection have none. */
export function subtle() {
  if (!globalThis.crypto?.subtle) throw unsupported("cryptography on a safe connection");
  return globalThis.crypto.subtle;
}

export async function sha256(...parts) {
  return new Uint8Array(await subtle().digest("SHA-256", concat(...parts)));
}
