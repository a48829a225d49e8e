// Whom one trusts: the log's key, its witnesses, and how many of them (C2SP tlog-policy).

import { malformed, untrusted } from "./refusal.js";
import { toHex } from "./bytes.js";
import { LOG, WITNESS, isSignedBy, parseKey } from "./notes.js";

const LARGEST = 100_000; // letters: a bundle brings its own policy, and it is read before anything
const NONE = "none";

/** @returns {Promise<{log: object, witnesses: Map, groups: Map, quorum: string}>} */
export async function parsePolicy(text) {
  if (typeof text !== "string") throw malformed("the policy is not a text");
  if (text.length > LARGEST) throw malformed(`the policy has more than ${LARGEST} letters`);
  const policy = { log: null, witnesses: new Map(), groups: new Map(), quorum: null };
  for (const line of text.split(/\r?\n/)) {
    const [kind, ...words] = line.split("#")[0].split(/[ \t]+/).filter(Boolean);
    if (kind === undefined) continue;
    const add = LINES.get(kind);
    if (!add) throw malformed(`the policy has a line ${JSON.stringify(line.slice(0, 80))}`);
    await add(policy, words);
  }
  if (!policy.log) throw malformed("the policy names no log");
  if (policy.quorum === null && policy.witnesses.size) {
    throw malformed("the policy names witnesses and no quorum");
  }
  return policy;
}

const LINES = new Map([
  // An address may follow a key; nothing here goes to it.
  ["log", async (policy, [said, ...address]) => {
    if (!said || address.length > 1 || policy.log) throw malformed("the policy needs one log");
    policy.log = await parseKey(said, LOG);
  }],
  ["witness", async (policy, [name, said, ...address]) => {
    if (!said || address.length > 1) throw malformed("a witness needs a name and a key");
    checkNew(policy, name);
    const key = await parseKey(said, WITNESS);
    // One key under two names would count as two witnesses.
    const known = [...policy.witnesses.values()].map((other) => toHex(other.bytes));
    if (known.includes(toHex(key.bytes))) throw malformed(`${name} has another witness's key`);
    policy.witnesses.set(name, key);
  }],
  ["group", (policy, [name, many, ...members]) => {
    if (!members.length) throw malformed("the policy has a group without members");
    checkNew(policy, name);
    const isWrong = (member) => !isGiven(policy, member);
    if (members.some(isWrong) || new Set(members).size !== members.length) {
      throw malformed(`the group ${name} has a member twice, or one that is not given above it`);
    }
    const said = many === "any" ? "1" : many === "all" ? String(members.length) : many;
    const needed = /^[0-9]{1,6}$/.test(said) ? Number(said) : 0;
    if (needed < 1 || needed > members.length) {
      throw malformed(`the group ${name} asks for ${many} of ${members.length}`);
    }
    policy.groups.set(name, { needed, members });
  }],
  ["quorum", (policy, words) => {
    const isFirst = words.length === 1 && policy.quorum === null;
    if (!isFirst) throw malformed("the policy needs one quorum");
    if (words[0] !== NONE && !isGiven(policy, words[0])) {
      throw malformed(`the quorum ${words[0]} is not given above it`);
    }
    policy.quorum = words[0];
  }],
]);

const isGiven = (policy, name) => policy.witnesses.has(name) || policy.groups.has(name);

function checkNew(policy, name) {
  if (name === NONE || isGiven(policy, name)) throw malformed(`the policy names ${name} twice`);
}

/** The names of the witnesses that signed. Throws where a trusted one's signature is false. */
export async function signersOf(policy, note) {
  const names = [];
  for (const [name, key] of policy.witnesses) if (await isSignedBy(note, key)) names.push(name);
  return names;
}

/** Throws unless those who signed are the quorum. */
export function checkQuorum(policy, signers) {
  // A group names only what stands above it: one pass in their order decides each once.
  const met = new Set(signers);
  for (const [name, { needed, members }] of policy.groups) {
    if (members.filter((member) => met.has(member)).length >= needed) met.add(name);
  }
  const isMet = policy.quorum === null || policy.quorum === NONE || met.has(policy.quorum);
  if (!isMet) throw untrusted(`too few witnesses have signed: ${signers.join(", ") || NONE}`);
}
