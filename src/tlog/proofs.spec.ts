import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { hex, refused, vectors } from '../../test/support/tlog.js';
import { fromBase64, toBase64, utf8 } from './encoding.js';
import { EMPTY_ROOT, type Hash, nodeInput, rootOfRow } from './hashing.js';
import { leafHash } from './leaf.js';
import { nodeCrypto } from './node-crypto.js';
import {
  type HashedTree,
  proveConsistency,
  proveInclusion,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from './proofs.js';
import { webCrypto } from './web-crypto.js';

interface GoTree {
  digests: { upTo: number; inclusion: string; consistency: string };
  inclusion: { index: number; size: number; proof: string[] }[];
  consistency: { oldSize: number; size: number; proof: string[] }[];
  roots: string[];
}
const go = vectors<GoTree>('go-tree.json');
const { sha256 } = nodeCrypto;
const tree = treeOfEntries(70_000);
let treeRoot: Hash;

beforeAll(async () => {
  treeRoot = await rootAt(tree, tree.size);
});

describe('a proof', () => {
  it('is the one that Go makes: recorded ones, and by digest every one of every size up to 64', async () => {
    for (const { index, size, proof } of go.inclusion) {
      expect((await proveInclusion(tree, index, size)).map(toBase64)).toEqual(proof);
    }
    for (const { oldSize, size, proof } of go.consistency) {
      expect((await proveConsistency(tree, oldSize, size)).map(toBase64)).toEqual(proof);
    }
    const inclusion = createHash('sha256');
    const consistency = createHash('sha256');
    for (let size = 1; size <= go.digests.upTo; size++) {
      for (let i = 0; i < size; i++) {
        inclusion.update(`${i} ${size} ${(await proveInclusion(tree, i, size)).map(toBase64).join(' ')}\n`);
      }
      for (let old = 1; old <= size; old++) {
        consistency.update(`${old} ${size} ${(await proveConsistency(tree, old, size)).map(toBase64).join(' ')}\n`);
      }
    }
    expect(inclusion.digest('hex')).toBe(go.digests.inclusion);
    expect(consistency.digest('hex')).toBe(go.digests.consistency);
  });

  it('verifies for every leaf and every older tree of every size up to 40, and for no other leaf, size or root', async () => {
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(tree, index, size);
        const claim = { index, size, root: root(size), leafHash: leafHash(entry(index)), proof };
        await verifyInclusion(claim, sha256);
        if (size > 1) await refused(verifyInclusion({ ...claim, index: (index + 1) % size }, sha256), 'bad-proof');
        await refused(verifyInclusion({ ...claim, root: root(size + 1) }, sha256));
      }
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const proof = await proveConsistency(tree, oldSize, size);
        const claim = { oldSize, oldRoot: root(oldSize), size, root: root(size), proof };
        await verifyConsistency(claim, sha256);
        await refused(verifyConsistency({ ...claim, oldRoot: root(oldSize + 1) }, sha256));
        if (oldSize > 0) await refused(verifyConsistency({ ...claim, root: root(size + 1) }, sha256));
        if (size > 1) await refused(verifyConsistency({ ...claim, oldSize: oldSize === 0 ? 1 : oldSize - 1 }, sha256));
      }
    }
  });

  it('fails when any of its hashes is changed, taken out, put in twice or has another length', async () => {
    const proofs = fc.record({
      index: fc.integer({ min: 0, max: 69_998 }),
      at: fc.nat(),
      bit: fc.integer({ min: 0, max: 255 }),
      how: fc.constantFrom('flip', 'drop', 'repeat', 'shorten', 'extend'),
    });
    await fc.assert(
      fc.asyncProperty(proofs, async ({ index, at, bit, how }) => {
        const inclusion = await proveInclusion(tree, index);
        const spoilt = spoil(inclusion, at, bit, how);
        const leaf = leafHash(entry(index));
        await refused(
          verifyInclusion({ index, size: tree.size, root: treeRoot, leafHash: leaf, proof: spoilt }, sha256),
          'bad-proof',
        );
        const oldSize = index + 1;
        const proof = spoil(await proveConsistency(tree, oldSize), at, bit, how);
        const oldRoot = await rootAt(tree, oldSize);
        const claim = { oldSize, oldRoot, size: tree.size, root: treeRoot, proof };
        await refused(verifyConsistency(claim, sha256), 'bad-proof');
      }),
      { numRuns: 100 },
    );
  });

  it('of the empty tree, or of a tree with itself, is empty and nothing else', async () => {
    const nothing = { oldSize: 0, oldRoot: EMPTY_ROOT, size: 5, root: root(5), proof: [] };
    await verifyConsistency(nothing, sha256);
    await verifyConsistency({ ...nothing, size: 0, root: EMPTY_ROOT }, sha256);
    await refused(verifyConsistency({ ...nothing, size: 0 }, sha256), 'bad-proof');
    await refused(verifyConsistency({ ...nothing, oldRoot: root(1) }, sha256), 'bad-proof');
    await refused(verifyConsistency({ ...nothing, proof: [root(1)] }, sha256), 'bad-proof');
    const itself = { oldSize: 5, oldRoot: root(5), size: 5, root: root(5), proof: [] };
    await verifyConsistency(itself, sha256);
    await refused(verifyConsistency({ ...itself, oldRoot: root(4) }, sha256), 'bad-proof');
    await refused(verifyConsistency({ ...itself, proof: [root(5)] }, sha256), 'bad-proof');
  });

  it('is neither made nor verified out of range', async () => {
    const leaf = { leafHash: leafHash(entry(0)), root: root(1), proof: [] };
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, 2 ** 53],
      [Number.NaN, 1],
    ] as const) {
      await refused(verifyInclusion({ ...leaf, index, size }, sha256), 'out-of-range');
      await refused(proveInclusion(tree, index, size), 'out-of-range');
    }
    await refused(proveInclusion(tree, 0, 70_001), 'out-of-range');
    await refused(proveConsistency(tree, 5, 4), 'out-of-range');
    await refused(rootAt(tree, 70_001), 'out-of-range');
    await refused(
      verifyConsistency({ oldSize: 6, oldRoot: root(6), size: 5, root: root(5), proof: [] }, sha256),
      'out-of-range',
    );
    const proof = Array.from({ length: 100_000 }, () => EMPTY_ROOT);
    await refused(verifyInclusion({ ...leaf, index: 0, size: 1, proof }, sha256), 'bad-proof');
  });

  it('verifies in a browser’s WebCrypto as on the server', async () => {
    const web = { ...tree, sha256: webCrypto().sha256 };
    const proof = await proveInclusion(web, 77, 300);
    const claim = { index: 77, size: 300, root: root(300), leafHash: leafHash(entry(77)), proof };
    await verifyInclusion(claim, web.sha256);
    await refused(verifyInclusion({ ...claim, index: 78 }, web.sha256), 'bad-proof');
    const grown = { oldSize: 77, oldRoot: root(77), size: 300, root: root(300) };
    await verifyConsistency({ ...grown, proof: await proveConsistency(web, 77, 300) }, web.sha256);
    await refused(verifyConsistency({ ...grown, proof }, web.sha256), 'bad-proof');
  });
});

describe('a row of nodes', () => {
  it('hashes as the recursion of RFC 6962 §2.1 does', async () => {
    const rows = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 70 });
    await fc.assert(
      fc.asyncProperty(rows, async (row) => expect(hex(await rootOfRow(row, sha256))).toBe(hex(recursion(row)))),
    );
  });
});

/** MTH of RFC 6962 §2.1, over hashes of leaves. */
function recursion(row: readonly Uint8Array[]): Uint8Array {
  const [only] = row;
  if (row.length === 1 && only !== undefined) return only;
  let k = 1;
  while (k * 2 < row.length) k *= 2;
  const node = Buffer.concat([Buffer.of(1), recursion(row.slice(0, k)), recursion(row.slice(k))]);
  return createHash('sha256').update(node).digest();
}

/** The tree of the entries 0 to size - 1, each node hashed when it is first asked for. */
function treeOfEntries(size: number): HashedTree {
  const known = new Map<string, Hash>();
  async function hash(level: number, index: number): Promise<Hash> {
    const place = `${level}/${index}`;
    const node =
      known.get(place) ??
      (level === 0
        ? leafHash(entry(index))
        : await sha256(nodeInput(await hash(level - 1, index * 2), await hash(level - 1, index * 2 + 1))));
    known.set(place, node);
    return node;
  }
  return { size, hash, sha256 };
}

/** As Go computed it, at sizes up to 300. */
function root(size: number): Hash {
  return fromBase64(go.roots[size] ?? '', 32);
}

function entry(i: number): Uint8Array {
  return utf8(`entry ${i}`);
}

function spoil(proof: readonly Hash[], at: number, bit: number, how: string): Hash[] {
  const i = at % Math.max(1, proof.length);
  const hash = Uint8Array.from(proof[i] ?? EMPTY_ROOT);
  hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  if (how === 'flip') return proof.with(i, hash);
  if (how === 'drop') return proof.toSpliced(i, 1);
  if (how === 'repeat') return proof.toSpliced(i, 0, proof[i] ?? EMPTY_ROOT);
  return how === 'shorten' ? proof.with(i, hash.slice(1)) : [...proof, hash];
}
