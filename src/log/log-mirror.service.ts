/** A copy of the log that any web server can serve: the same files under the same paths, with a page that says what it is. */
import { Injectable } from '@nestjs/common';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { readIfThere, writeDurably, writeWhole } from '../platform/atomic-file.js';
import { Settings } from '../platform/settings.js';
import { nodeCrypto } from '../tlog/node-crypto.js';
import { proveConsistency, verifyConsistency } from '../tlog/proofs.js';
import { openTree } from '../tlog/tile-reader.js';
import { bundlesBetween, type Tile, TILE_WIDTH, tilePath, tilesBetween } from '../tlog/tiles.js';
import { TlogError } from '../tlog/tlog-error.js';
import { LogCheckpoints, type Signed } from './checkpoints.service.js';
import { LogFiles } from './log-files.service.js';
import { refuse } from './log.refusals.js';
import { mirrorPage } from './mirror-page.js';

/** The events that the copy covers now, and how many files had to be written for it. */
export type Mirrored = { size: number; written: number };

/** A partial tile that is wanted may be full a moment later. */
const ATTEMPTS = 5;

@Injectable()
export class LogMirror {
  constructor(
    private readonly files: LogFiles,
    private readonly checkpoints: LogCheckpoints,
    private readonly settings: Settings,
  ) {}

  /**
   * Brings the copy in this folder up to what is published, and writes only what it has not yet. The checkpoint comes last:
   * one that is there is followed by all its tiles, also when the work is cut off.
   * @throws Refusal log.nothing-published, log.mirror-other when the folder holds what this log does not continue
   */
  async mirror(folder: string): Promise<Mirrored> {
    for (let attempt = 1; ; attempt++) {
      const note = await this.files.published();
      if (note === undefined) throw refuse('log.nothing-published');
      const signed = await this.checkpoints.open(note);
      const written = await this.copy(folder, signed);
      if (written !== undefined) return { size: signed.size, written };
      if (attempt === ATTEMPTS) throw new Error('The log grew faster than it could be copied.');
    }
  }

  /** How many files were written; undefined when the log went on meanwhile and a partial tile is gone. */
  private async copy(folder: string, signed: Signed): Promise<number | undefined> {
    await this.requireContinuing(folder, signed);
    let written = 0;
    for (const tile of [...tilesBetween(0, signed.size), ...bundlesBetween(0, signed.size)]) {
      const target = path.join(folder, tilePath(tile));
      if (await isThere(target)) continue;
      const bytes = await this.files.tile(tilePath(tile));
      if (!bytes && tile.width < TILE_WIDTH) return undefined;
      if (!bytes) throw new Error(`The file ${tilePath(tile)} of the log is missing; start the program to restore it.`);
      await this.write(target, tile, bytes);
      written += 1;
    }
    const vkey = await this.checkpoints.vkey();
    await writeWhole(path.join(folder, 'vkey'), `${vkey}\n`);
    const { logOrigin, publicUrl } = this.settings;
    await writeWhole(path.join(folder, 'index.html'), mirrorPage({ origin: logOrigin, publicUrl, vkey }));
    await writeDurably(path.join(folder, 'checkpoint'), signed.note);
    return written;
  }

  private async write(target: string, { width }: Tile, bytes: Uint8Array): Promise<void> {
    await writeWhole(target, bytes);
    if (width === TILE_WIDTH) await rm(`${target}.p`, { recursive: true, force: true });
  }

  /** The copy that is there is an earlier state of this log: proven, so that no copy is ever made to say something else. */
  private async requireContinuing(folder: string, { size, root }: Signed): Promise<void> {
    const note = (await readIfThere(path.join(folder, 'checkpoint')))?.toString('utf8');
    if (note === undefined) return;
    try {
      const old = await this.checkpoints.open(note);
      if (old.size > size) throw refuse('log.mirror-other', { folder });
      const tree = await openTree({ size, root }, this.files.read, nodeCrypto.sha256);
      const proof = await proveConsistency(tree, old.size);
      await verifyConsistency({ oldSize: old.size, oldRoot: old.root, size, root, proof }, nodeCrypto.sha256);
    } catch (error) {
      if (error instanceof TlogError) throw refuse('log.mirror-other', { folder });
      throw error;
    }
  }
}

async function isThere(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size > 0;
}
