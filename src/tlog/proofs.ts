// Inclusion and consistency proofs (RFC 6962 §2.1.1 and §2.1.2). Making one needs a reader of the tree's hashes;
// verifying one follows the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2, which walk the same proofs.
import { sameBytes } from './encoding.js';
import { EMPTY_ROOT, HASH_BYTES, type Hash, nodeInput, type Sha256 } from './hashing.js';
import { TlogError } from './tlog-error.js';

/** The tree's hashes: that of the perfect subtree over the leaves `index·2^level` to `(index+1)·2^level - 1`. */
export type HashReader = (level: number, index: number) => Promise<Hash>;

/** A tree that proofs can be made from: its size in leaves, and its hashes. */
export interface HashedTree {
  readonly size: number;
  readonly hash: HashReader;
  readonly sha256: Sha256;
}

/** Leaves from `lo` up to, not including, `hi`. */
type Range = readonly [lo: number, hi: number];

/** The longest a proof can be: one hash for each level of a tree of 2^53 leaves, and the start of a consistency proof. */
const LONGEST_PROOF = 54;

/**
 * The inclusion proof of a leaf: its siblings, from the leaf's own up to the root's child.
 * @param size of the tree it is proven in, this one or an earlier one
 * @throws TlogError `out-of-range`
 */
export async function proveInclusion(tree: HashedTree, index: number, size: number = tree.size): Promise<Hash[]> {
  requireSize(size, tree.size);
  requireIndex(index, size);
  const ranges: Range[] = [];
  let [lo, hi] = [0, size];
  while (hi - lo > 1) {
    const middle = lo + split(hi - lo);
    ranges.push(index < middle ? [middle, hi] : [lo, middle]);
    if (index < middle) hi = middle;
    else lo = middle;
  }
  return Promise.all(ranges.reverse().map((range) => hashOfRange(tree, range)));
}

/**
 * The proof that the tree of `size` leaves begins with the tree of `oldSize` leaves; empty if that is nothing or all.
 * @throws TlogError `out-of-range`
 */
export async function proveConsistency(tree: HashedTree, oldSize: number, size: number = tree.size): Promise<Hash[]> {
  requireSize(size, tree.size);
  requireSize(oldSize, size);
  if (oldSize === 0) return [];
  const ranges: Range[] = [];
  let [lo, hi] = [0, size];
  while (hi !== oldSize) {
    const middle = lo + split(hi - lo);
    ranges.push(oldSize <= middle ? [middle, hi] : [lo, middle]);
    if (oldSize <= middle) hi = middle;
    else lo = middle;
  }
  if (lo !== 0) ranges.push([lo, hi]);
  return Promise.all(ranges.reverse().map((range) => hashOfRange(tree, range)));
}

/** The root that the tree had at this size. */
export async function rootAt(tree: HashedTree, size: number): Promise<Hash> {
  requireSize(size, tree.size);
  return size === 0 ? EMPTY_ROOT : hashOfRange(tree, [0, size]);
}

/**
 * Verifies that the leaf stands at this index of the tree with this size and root.
 * @throws TlogError `out-of-range` for an index that the tree does not have, `bad-proof` for everything else
 */
export async function verifyInclusion(
  claim: { index: number; size: number; root: Hash; leafHash: Hash; proof: readonly Hash[] },
  sha256: Sha256,
): Promise<void> {
  requireIndex(claim.index, claim.size);
  requireHashes(claim.proof);
  let [node, last, hash] = [claim.index, claim.size - 1, claim.leafHash];
  for (const sibling of claim.proof) {
    if (last === 0) throw new TlogError('bad-proof', 'The inclusion proof is too long.');
    const left = isLeftSibling(node, last);
    hash = await sha256(left ? nodeInput(sibling, hash) : nodeInput(hash, sibling));
    [node, last] = parents(node, last, left);
  }
  if (last !== 0) throw new TlogError('bad-proof', 'The inclusion proof is too short.');
  if (!sameBytes(hash, claim.root)) throw new TlogError('bad-proof', 'The inclusion proof leads to another root.');
}

/**
 * Verifies that the tree with `size` and `root` begins with the tree with `oldSize` and `oldRoot`: nothing was changed,
 * taken out or put in between.
 * @throws TlogError `out-of-range` if the old tree is the larger one, `bad-proof` for everything else
 */
export async function verifyConsistency(
  claim: { oldSize: number; oldRoot: Hash; size: number; root: Hash; proof: readonly Hash[] },
  sha256: Sha256,
): Promise<void> {
  const { oldSize, oldRoot, size, root } = claim;
  requireSize(size, Number.MAX_SAFE_INTEGER);
  requireSize(oldSize, size);
  requireHashes(claim.proof);
  if (oldSize === 0 || oldSize === size) {
    const known = oldSize === 0 ? EMPTY_ROOT : root;
    const holds = claim.proof.length === 0 && sameBytes(oldRoot, known) && (size !== 0 || sameBytes(root, EMPTY_ROOT));
    if (!holds) throw new TlogError('bad-proof', 'Two trees of which one is empty, or of one size, need no proof.');
    return;
  }
  let [node, last] = [oldSize - 1, size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // An old tree that is perfect is a node of the new one, and the proof leaves it out.
  const [start, ...path] = node === 0 ? [oldRoot, ...claim.proof] : claim.proof;
  if (start === undefined) throw new TlogError('bad-proof', 'The consistency proof is too short.');
  let [before, now] = [start, start];
  for (const sibling of path) {
    if (last === 0) throw new TlogError('bad-proof', 'The consistency proof is too long.');
    const left = isLeftSibling(node, last);
    if (left) before = await sha256(nodeInput(sibling, before));
    now = await sha256(left ? nodeInput(sibling, now) : nodeInput(now, sibling));
    [node, last] = parents(node, last, left);
  }
  if (last !== 0) throw new TlogError('bad-proof', 'The consistency proof is too short.');
  if (!sameBytes(before, oldRoot)) throw new TlogError('bad-proof', 'The consistency proof is not of the old tree.');
  if (!sameBytes(now, root)) throw new TlogError('bad-proof', 'The consistency proof leads to another root.');
}

/** Whether the next hash of a proof stands to the left: the node is a right child, or the lone last one of its layer. */
function isLeftSibling(node: number, last: number): boolean {
  return node % 2 === 1 || node === last;
}

/** One layer up; a lone last node goes up unhashed until it is somebody's right child. */
function parents(node: number, last: number, left: boolean): [number, number] {
  while (left && node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
  return [half(node), half(last)];
}

/** The hash over a range as the recursion of RFC 6962 makes it: perfect subtrees from the left, folded from the right. */
async function hashOfRange(tree: HashedTree, [lo, hi]: Range): Promise<Hash> {
  const hashes: Promise<Hash>[] = [];
  for (let from = lo; from < hi;) {
    let [level, leaves] = [0, 1];
    while (leaves * 2 <= hi - from) [level, leaves] = [level + 1, leaves * 2];
    hashes.push(tree.hash(level, from / leaves));
    from += leaves;
  }
  const nodes = await Promise.all(hashes);
  let hash = nodes.pop() ?? EMPTY_ROOT;
  for (const left of nodes.reverse()) hash = await tree.sha256(nodeInput(left, hash));
  return hash;
}

/** The largest power of two below n (RFC 6962 §2.1, k). */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Sizes pass 2^31, where the shifts of the language end. */
function half(n: number): number {
  return Math.floor(n / 2);
}

function requireSize(size: number, most: number): void {
  if (!Number.isSafeInteger(size) || size < 0 || size > most) {
    throw new TlogError('out-of-range', `No tree of size ${size} within one of ${most}.`);
  }
}

function requireIndex(index: number, size: number): void {
  requireSize(size, Number.MAX_SAFE_INTEGER);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new TlogError('out-of-range', `A tree of size ${size} has no leaf ${index}.`);
  }
}

function requireHashes(proof: readonly Hash[]): void {
  if (proof.length > LONGEST_PROOF || proof.some((hash) => hash.length !== HASH_BYTES)) {
    throw new TlogError('bad-proof', `A proof is at most ${LONGEST_PROOF} hashes of ${HASH_BYTES} bytes.`);
  }
}
