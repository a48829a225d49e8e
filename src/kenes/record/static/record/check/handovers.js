// Changes of the log's key: from the key one trusts to the key that signs today.

import { at, contradiction, malformed } from "./refusal.js";
import { checkConsistency, checkInclusion, leafHash } from "./tree.js";
import { LOG, isSignedBy, openCheckpoint, parseKey } from "./notes.js";
import { parseEntry } from "./entries.js";

/**
 * The key that signs after all handovers, and the checkpoints that today's log has to continue.
 * Whoever trusts a later key passes over the changes before it.
 */
export async function followKeys(trusted, handovers) {
  const steps = [];
  let key = trusted;
  let before = -1;
  for (const handover of await fromKey(trusted, handovers)) {
    try {
      const checkpoint = await openCheckpoint(handover.note, key);
      if (handover.index <= before) throw malformed("it does not stand in its order");
      await checkIn(handover, checkpoint);
      key = await successor(handover, key);
      before = handover.index;
      steps.push({ ...handover, checkpoint });
    } catch (error) {
      throw at(`change of key in entry ${handover.index}`, error);
    }
  }
  return { key, steps };
}

/** Throws unless the log of the checkpoint continues every log a former key signed. */
export async function checkContinued(steps, { size, root }) {
  for (const { index, checkpoint, consistency } of steps) {
    try {
      await checkConsistency(checkpoint.size, checkpoint.root, size, root, consistency);
    } catch (error) {
      throw at(`change of key in entry ${index}`, error);
    }
  }
}

/** The handovers from the first on that the trusted key has signed. */
async function fromKey(trusted, handovers) {
  for (const [place, { note }] of handovers.entries()) {
    if (await isSignedBy(note, trusted)) return handovers.slice(place);
  }
  return [];
}

async function checkIn({ index, bytes, inclusion }, { size, root }) {
  await checkInclusion(await leafHash(bytes), index, size, root, inclusion);
}

async function successor({ text }, key) {
  const { type, facts } = parseEntry(text);
  if (type !== "key.rotated") throw contradiction("its entry tells of something else");
  if (typeof facts.key !== "string") throw malformed("its entry names no key");
  const next = await parseKey(facts.key, LOG);
  if (next.name !== key.name) throw contradiction("the new key is another log's");
  return next;
}
