// Signed notes and the keys that sign them (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

import { at, malformed, unsupported, untrusted } from "./refusal.js";
import { fromBase64, isSame, sha256, subtle, toHex, toUtf8 } from "./bytes.js";

export const LOG = 1; // algorithms, as their byte is written
export const WITNESS = 4;
const LARGEST = 1_000_000; // bytes of a note
const NAME = /^[^\p{White_Space}+]+$/u;

/** @returns {Promise<{text: string, name: string, id: Uint8Array, algorithm: number}>} */
export async function parseKey(text, algorithm) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  if (!parts || !NAME.test(parts[1])) throw malformed(`${text.slice(0, 80)} is not a key`);
  const [, name, id, said] = parts;
  const bytes = fromBase64(said, `the key of ${name}`, 33);
  if (bytes[0] !== algorithm) throw malformed(`the key of ${name} is not of the kind it is for`);
  const hash = await sha256(toUtf8(`${name}\n`), bytes);
  if (toHex(hash.subarray(0, 4)) !== id) throw malformed(`the key of ${name} has another key's id`);
  return { text, name, algorithm, id: hash.subarray(0, 4), bytes: bytes.subarray(1) };
}

/** A text and its signatures, none of which is believed yet. */
export function parseNote(said) {
  const bytes = toUtf8(said);
  if (bytes.length > LARGEST) throw malformed(`a note has more than ${LARGEST} bytes`);
  if (/[\0-\x09\x0b-\x1f]/.test(said)) throw malformed("a note has control characters");
  const end = said.lastIndexOf("\n\n");
  if (end < 0 || !said.endsWith("\n")) throw malformed("a note has no signatures");
  const lines = said.slice(end + 2, -1).split("\n");
  return { text: said.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "—" || !NAME.test(parts[1])) {
    throw malformed("a note has a line among its signatures that is not one");
  }
  const bytes = fromBase64(parts[2], `the signature of ${parts[1]}`);
  if (bytes.length < 5) throw malformed(`the signature of ${parts[1]} is too short`);
  return { name: parts[1], id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
}

/** Whether a key has signed a note. A false signature of a trusted key refuses the whole note. */
export async function isSignedBy(note, key) {
  const own = note.signatures.filter((one) => one.name === key.name && isSame(one.id, key.id));
  for (const { bytes } of own) {
    if (!(await isGood(note.text, key, bytes))) {
      throw untrusted(`the signature of ${key.name} is false`);
    }
  }
  return own.length > 0;
}

async function isGood(text, key, signature) {
  if (key.algorithm === LOG) return isGoodEd25519(key.bytes, signature, toUtf8(text));
  if (signature.length !== 72) return false;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  const message = toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  return isGoodEd25519(key.bytes, signature.subarray(8), message);
}

async function isGoodEd25519(key, signature, message) {
  if (signature.length !== 64) return false;
  try {
    const given = await subtle().importKey("raw", key, "Ed25519", false, ["verify"]);
    return await subtle().verify("Ed25519", given, signature, message);
  } catch (error) {
    if (error.name === "NotSupportedError") throw unsupported("Ed25519 signatures");
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** The three lines of a checkpoint. */
export function parseCheckpoint(text) {
  const [origin, size, root, end, ...more] = text.split("\n");
  if (end !== "" || more.length) throw malformed("a checkpoint has other than three lines");
  if (!origin) throw malformed("a checkpoint names no log");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw malformed("a checkpoint has no number of entries");
  }
  return { origin, size: Number(size), root: fromBase64(root, "the root of a checkpoint", 32) };
}

/** A checkpoint of the log whose key this is, signed by it. */
export async function openCheckpoint(note, key) {
  if (!(await isSignedBy(note, key))) throw untrusted(`${key.name} has not signed this checkpoint`);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== key.name) {
    throw untrusted(`this is a checkpoint of another log than ${key.name}`);
  }
  return checkpoint;
}

/** A note with the place it stands at in front of every complaint. */
export function noteAt(place, said) {
  if (typeof said !== "string") throw malformed(`${place} is not a text`);
  try {
    return parseNote(said);
  } catch (error) {
    throw at(place, error);
  }
}
