/** A log of any leaves, made in the test: its files as `/log/` serves them, signed by a key of its own. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatCheckpoint } from '../../src/tlog/checkpoint.js';
import { EMPTY_ROOT } from '../../src/tlog/hashing.js';
import { leafHash } from '../../src/tlog/leaf.js';
import { formatNote, signNote } from '../../src/tlog/note.js';
import { formatVerifierKey, type NoteSigner } from '../../src/tlog/note-keys.js';
import { newSigner, nodeCrypto } from '../../src/tlog/node-crypto.js';
import { proveConsistency } from '../../src/tlog/proofs.js';
import { openTree } from '../../src/tlog/tile-reader.js';
import { bundlesBetween, formatBundle, TILE_WIDTH, tilePath } from '../../src/tlog/tiles.js';
import { TreeBuilder } from '../../src/tlog/tree-builder.js';
import { formatAddCheckpoint } from '../../src/tlog/witness-request.js';

export type SignedTree = { size: number; root: Uint8Array; note: string; files: Map<string, Uint8Array> };

export class SmallLog {
  private constructor(
    readonly signer: NoteSigner,
    readonly vkey: string,
  ) {}

  static async make(origin = 'log.example/books'): Promise<SmallLog> {
    return SmallLog.of((await newSigner(origin, 'ed25519')).signer);
  }

  /** A log that is signed by this key. */
  static of(signer: NoteSigner): SmallLog {
    return new SmallLog(signer, formatVerifierKey(signer.key));
  }

  /** The whole log of these leaves, whatever it has signed before. */
  async sign(leaves: readonly Uint8Array[]): Promise<SignedTree> {
    const files = new Map<string, Uint8Array>();
    const tree = new TreeBuilder();
    for (const leaf of leaves)
      for (const { tile, bytes } of tree.append(leafHash(leaf))) files.set(tilePath(tile), bytes);
    for (const { tile, bytes } of tree.partialTiles()) files.set(tilePath(tile), bytes);
    for (const tile of bundlesBetween(0, tree.size)) {
      const from = tile.index * TILE_WIDTH;
      files.set(tilePath(tile), formatBundle(leaves.slice(from, from + tile.width)));
    }
    const [size, root] = [tree.size, tree.size === 0 ? EMPTY_ROOT : tree.root()];
    const text = formatCheckpoint({ origin: this.signer.key.name, size, root, extensions: [] });
    const note = formatNote({ text, signatures: [await signNote(text, this.signer)] });
    return { size, root, note, files };
  }
}

/** The body of `add-checkpoint` that goes on from `oldSize`. */
export async function asking(tree: SignedTree, oldSize: number): Promise<string> {
  const opened = await openTree(tree, readerOf(tree), nodeCrypto.sha256);
  const proof = oldSize <= tree.size ? await proveConsistency(opened, oldSize) : [];
  return formatAddCheckpoint({ oldSize, proof, checkpoint: tree.note });
}

export function readerOf({ files }: SignedTree): (path: string) => Promise<Uint8Array> {
  return (path) => {
    const bytes = files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`no ${path}`));
  };
}

/** A site that publishes a log and a report; both can be put in their place at any time. */
export class SmallSite {
  readonly answers = new Map<string, Uint8Array | string>();

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async open(): Promise<SmallSite> {
    const server = createServer((request, response) => {
      const body = site.answers.get((request.url ?? '').slice(1));
      response.writeHead(body === undefined ? 404 : 200).end(body ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const site = new SmallSite(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    return site;
  }

  publish(log: SmallLog, tree: SignedTree, report: object): void {
    this.answers.clear();
    for (const [path, bytes] of tree.files) this.answers.set(`log/${path}`, bytes);
    this.answers.set('log/checkpoint', tree.note);
    this.answers.set('log/vkey', `${log.vkey}\n`);
    this.answers.set('api/v1/public/summary', JSON.stringify(report));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
