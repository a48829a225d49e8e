// One member of a ZIP, from an archive that may be made to hurt.

import { malformed, unsupported } from "./refusal.js";
import { fromUtf8 } from "./bytes.js";

const MOST_MEMBERS = 20;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const LONGEST_COMMENT = 0xffff;
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 0x2041; // plainly, strongly, or with the directory masked
const KNOWN = 0x080e; // how hard it was packed, lengths after the data, names in UTF-8
const NEWEST = 63; // 6.3, the version of the format that an archive may ask for
const [KIND, NO_KIND, FILE, FOLDER] = [0xf000, 0, 0x8000, 0x4000]; // of a file, as Unix says it

export function isZip(bytes) {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The bytes of the member of this name; refuses the archive if any member is suspicious. */
export async function readMember(bytes, wanted, largest) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const members = membersOf(bytes, view);
    for (const member of members) checkMember(member, largest);
    const names = members.map((member) => member.name);
    if (new Set(names).size !== names.length) throw malformed("the archive has a name twice");
    const member = members.find(({ name }) => name === wanted);
    if (!member) throw malformed(`the archive has no ${wanted}`);
    return await unpacked(member, packedOf(member, bytes, view));
  } catch (error) {
    if (error instanceof RangeError) throw malformed("the archive is cut off or damaged");
    throw error;
  }
}

function endOf(bytes, view) {
  const last = bytes.length - 22;
  for (let place = last; place >= Math.max(0, last - LONGEST_COMMENT); place -= 1) {
    const isEnd = view.getUint32(place, true) === END;
    if (isEnd && view.getUint16(place + 20, true) === last - place) return place;
  }
  throw malformed("the archive has no end, or more after it");
}

/** The members as the directory at the end of the archive lists them. */
function membersOf(bytes, view) {
  const end = endOf(bytes, view);
  const short = (place) => view.getUint16(place, true);
  const long = (place) => view.getUint32(place, true);
  const count = short(end + 10);
  if (short(end + 4) || short(end + 6) || short(end + 8) !== count) {
    throw malformed("the archive is one part of several");
  }
  if (count > MOST_MEMBERS) throw malformed(`the archive has more than ${MOST_MEMBERS} members`);
  let place = long(end + 16);
  if (place + long(end + 12) !== end) throw malformed("the archive's list is not where it says");
  const members = [];
  for (let n = 0; n < count; n += 1) {
    if (long(place) !== CENTRAL) throw malformed("the archive's list is damaged");
    members.push({
      name: nameOf(bytes, place + 46, short(place + 28)),
      version: short(place + 6) & 0xff,
      flags: short(place + 8),
      method: short(place + 10),
      crc: long(place + 16),
      packed: long(place + 20),
      size: long(place + 24),
      kind: short(place + 40) & KIND,
      at: long(place + 42),
    });
    place += 46 + short(place + 28) + short(place + 30) + short(place + 32);
  }
  if (place !== end) throw malformed("the archive's list is longer than it says");
  return members;
}

function nameOf(bytes, start, length) {
  return fromUtf8(bytes.subarray(start, start + length), "the name of a member");
}

function checkMember({ name, version, flags, method, kind, size }, largest) {
  const shown = JSON.stringify(name.slice(0, 80));
  const isOut = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/.test(name);
  if (!name || isOut) throw malformed(`${shown} leads out of the archive`);
  if (![NO_KIND, FILE, FOLDER].includes(kind)) throw malformed(`${shown} is a link, not a file`);
  if (flags & ENCRYPTED) throw malformed(`${shown} is encrypted`);
  if (![STORED, DEFLATED].includes(method) || flags & ~KNOWN || version > NEWEST) {
    throw malformed(`${shown} is packed in an unknown way`);
  }
  if (size > largest) throw malformed(`${shown} unpacks to more than ${largest} bytes`);
}

/** The packed bytes of a member, if its own head says the same as the directory. */
function packedOf(member, bytes, view) {
  const { name, at, packed } = member;
  if (view.getUint32(at, true) !== LOCAL) throw malformed(`${name} is not where the archive says`);
  const [flags, method, length, extra] = [6, 8, 26, 28].map((of) => view.getUint16(at + of, true));
  const isSame = method === member.method && nameOf(bytes, at + 30, length) === name;
  if (!isSame || flags & ENCRYPTED) throw malformed(`the archive says two things of ${name}`);
  const start = at + 30 + length + extra;
  if (start + packed > bytes.length) throw malformed("the archive is cut off or damaged");
  return bytes.subarray(start, start + packed);
}

async function unpacked({ name, method, size, crc }, packed) {
  const found = method === STORED ? packed : await inflated(packed, name, size);
  if (found.length !== size || crcOf(found) !== crc) throw malformed(`${name} is damaged`);
  return found;
}

/** Counts what comes out while it comes out: what an archive says of its size may be a lie. */
async function inflated(packed, name, size) {
  let inflater;
  try {
    inflater = new DecompressionStream("deflate-raw");
  } catch {
    throw unsupported("unpacking of archives");
  }
  const reader = new Blob([packed]).stream().pipeThrough(inflater).getReader();
  const parts = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > size) break;
      parts.push(value);
    }
  } catch {
    throw malformed(`${name} is damaged`);
  }
  if (length > size) {
    await reader.cancel();
    throw malformed(`${name} unpacks to more than the archive says`);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crcOf(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}
