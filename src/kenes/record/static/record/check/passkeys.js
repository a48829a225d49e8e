// A person's own signature: an assertion of WebAuthn whose challenge is the hash of the entry.

import { Refusal, unsupported } from "./refusal.js";
import { concat, fromBase64, fromUtf8, sha256, subtle } from "./bytes.js";
import { toBase64Url, toHex, toUtf8 } from "./bytes.js";
import { canonical, checkMembers, isObject, parseJson } from "./json.js";

const PARTS = ["authenticator", "client", "key", "signature"];
const PRESENT = 0x01; // somebody touched the device
const P256 = "06072a8648ce3d020106082a8648ce3d030107"; // id-ecPublicKey, prime256v1
const WHOLE_P256 = 91; // bytes of a key with both halves of its point: the spelling of passkeys
const ED25519 = "06032b6570";
const RSA = "06092a864886f70d0101010500"; // rsaEncryption, no parameters
const [SEQUENCE, INTEGER] = [0x30, 0x02];

const no = (why) => new Refusal("signature-false", why);

/** A signature in its four parts, as bytes. */
export function parseSignature(said, what) {
  checkMembers(said, what, PARTS, []);
  const parts = PARTS.map((name) => [name, fromBase64(said[name], `${what}: ${name}`)]);
  return Object.fromEntries(parts);
}

/** What an entry.attested commits to. */
export async function signatureHash(said) {
  const parts = Object.fromEntries(PARTS.map((name) => [name, said[name]]));
  return toHex(await sha256(toUtf8(canonical(parts))));
}

/** The first 16 digits of the hash of the key. */
export async function keyId(der) {
  return toHex(await sha256(der)).slice(0, 16);
}

/** Throws unless the device of a person signed this leaf. */
export async function checkSignature(signature, leaf) {
  const { authenticator, client, key } = signature;
  if (authenticator.length < 37) throw no("the device's data are too short");
  if (!(authenticator[32] & PRESENT)) throw no("nobody was present at the device");
  let said;
  try {
    said = parseJson(fromUtf8(client, "the browser's data"), "the browser's data");
  } catch (error) {
    throw no(error.message);
  }
  if (!isObject(said) || said.type !== "webauthn.get") throw no("something else was signed");
  if (said.challenge !== toBase64Url(leaf)) throw no("another entry was signed");
  const message = concat(authenticator, await sha256(client));
  if (!(await isGood(key, signature.signature, message))) throw no("the signature is false");
}

async function isGood(key, signature, message) {
  const kind = kindOf(key);
  if (!kind) throw no("the key is of a kind the record does not know");
  const { name, imported, written } = kind;
  const given = written ? written(signature) : signature;
  if (!given) return false;
  try {
    const read = await subtle().importKey("spki", key, imported, false, ["verify"]);
    return await subtle().verify(kind.verified ?? imported, read, given, message);
  } catch (error) {
    if (error.name === "NotSupportedError") throw unsupported(`${name} signatures`);
    if (error instanceof DOMException) throw no("the key is none");
    throw error;
  }
}

/** How a key verifies, by the algorithm its SubjectPublicKeyInfo names. */
function kindOf(der) {
  const whole = readPart(der, 0, SEQUENCE);
  if (!whole || whole.end !== der.length) return null;
  const named = readPart(der, whole.start, SEQUENCE);
  if (!named) return null;
  const algorithm = toHex(der.subarray(named.start, named.end));
  // One key in two spellings would have two ids.
  if (algorithm === P256 && der.length !== WHOLE_P256) return null;
  return KINDS.get(algorithm) ?? null;
}

const KINDS = new Map([
  [P256, {
    name: "P-256",
    imported: { name: "ECDSA", namedCurve: "P-256" },
    verified: { name: "ECDSA", hash: "SHA-256" },
    written: rawSignature,
  }],
  [ED25519, { name: "Ed25519", imported: { name: "Ed25519" } }],
  [RSA, { name: "RSA", imported: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } }],
]);

/** Devices write r and s of ECDSA in DER; the browser wants them side by side, 32 bytes each. */
function rawSignature(der) {
  const whole = readPart(der, 0, SEQUENCE);
  const r = whole && readPart(der, whole.start, INTEGER);
  const s = r && readPart(der, r.end, INTEGER);
  if (!s || whole.end !== der.length || s.end !== whole.end) return null;
  const numbers = [r, s].map(({ start, end }) => number32(der.subarray(start, end)));
  return numbers.every(Boolean) ? concat(...numbers) : null;
}

/** A number of DER, above nothing and in its shortest form, as 32 bytes. */
function number32(bytes) {
  const isNegative = bytes[0] >= 0x80;
  const isLong = bytes[0] === 0 && bytes.length > 1 && bytes[1] < 0x80;
  const digits = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  if (!digits.length || isNegative || isLong || digits.length > 32) return null;
  return concat(new Uint8Array(32 - digits.length), digits);
}

/** Where the content of a part of DER begins and ends; null if none of that kind is there. */
function readPart(der, place, tag) {
  if (der[place] !== tag || place + 2 > der.length) return null;
  let [start, length] = [place + 2, der[place + 1]];
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count < 1 || count > 2 || start + count > der.length) return null;
    length = der.subarray(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length < (count === 1 ? 0x80 : 0x100)) return null; // DER has one spelling for a length
    start += count;
  }
  return start + length <= der.length ? { start, end: start + length } : null;
}
