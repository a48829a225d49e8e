// The Merkle tree of RFC 6962, with the steps of verification that RFC 9162 spells out.
// Sizes may pass 2^31, so halves are taken by division: the operators on bits would cut them.

import { contradiction } from "./refusal.js";
import { concat, isSame, sha256 } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

export const leafHash = (entry) => sha256(LEAF, entry);
const nodeHash = (left, right) => sha256(NODE, concat(left, right));

/** Throws unless the leaf stands at ``index`` in the tree of ``size`` leaves with that root. */
export async function checkInclusion(leaf, index, size, root, proof) {
  const wrong = () => contradiction(`entry ${index} is not in the log of ${size} entries`);
  if (index >= size) throw wrong();
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) throw wrong();
    if (isOdd(node) || node === last) {
      hash = await nodeHash(sibling, hash);
      // At the right edge levels without a sibling are passed.
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0 || !isSame(hash, root)) throw wrong();
}

/** Throws unless the log of ``size`` entries begins with that of ``oldSize``. */
export async function checkConsistency(oldSize, oldRoot, size, root, proof) {
  const wrong = () =>
    contradiction(`the log of ${size} entries does not continue that of ${oldSize}`);
  if (oldSize > size || oldSize < 1) throw wrong();
  if (oldSize === size) {
    if (proof.length || !isSame(oldRoot, root)) throw wrong();
    return;
  }
  if (!proof.length) throw wrong();
  let [node, last] = [oldSize - 1, size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // A whole old tree is a node of the new one, and the proof leaves out what is known.
  const [first, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  let [old, hash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) throw wrong();
    if (isOdd(node) || node === last) {
      old = await nodeHash(sibling, old);
      hash = await nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0 || !isSame(old, oldRoot) || !isSame(hash, root)) throw wrong();
}
