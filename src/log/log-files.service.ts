/**
 * The public log on disk. `DATA_DIR/log` is what `/log/` serves, byte by byte, so that any web server could serve it; the
 * last signed checkpoint stands beside the keys, outside the database and outside its backups.
 */
import { Injectable } from '@nestjs/common';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { readIfThere, writeDurably, writeWhole } from '../platform/atomic-file.js';
import { Settings } from '../platform/settings.js';
import { parseTilePath, type Tile, tilePath } from '../tlog/tiles.js';

@Injectable()
export class LogFiles {
  readonly folder: string;
  /** The last signed checkpoint, kept beside the keys. */
  readonly keptFile: string;

  constructor(settings: Settings) {
    this.folder = path.join(settings.folders.data, 'log');
    this.keptFile = path.join(settings.folders.keys, 'log.checkpoint');
  }

  /**
   * A tile or bundle by its path below `/log/`; undefined where there is none.
   * @throws TlogError `malformed` for anything that is not the path of a tile
   */
  async tile(tileAt: string): Promise<Buffer | undefined> {
    parseTilePath(tileAt);
    return readIfThere(path.join(this.folder, tileAt));
  }

  /** As `tile`, for readers of a tree; rejects where there is none. */
  readonly read = async (tileAt: string): Promise<Uint8Array> => {
    const bytes = await this.tile(tileAt);
    if (!bytes) throw new Error(`There is no file ${tileAt} in the log's folder.`);
    return bytes;
  };

  /** Whether a file is there and not empty; what is in it is not looked at. */
  async has(tile: Tile): Promise<boolean> {
    const found = await stat(path.join(this.folder, tilePath(tile))).catch(() => undefined);
    return found !== undefined && found.isFile() && found.size > 0;
  }

  /** Writes a tile. A full one takes the place of the partial ones that led to it, which readers no longer need. */
  async put(tile: Tile, bytes: Uint8Array): Promise<void> {
    const file = path.join(this.folder, tilePath(tile));
    await writeWhole(file, bytes);
    if (!tilePath(tile).includes('.p/')) await rm(`${file}.p`, { recursive: true, force: true });
  }

  /** What is published as `/log/checkpoint`. */
  async published(): Promise<string | undefined> {
    return (await readIfThere(path.join(this.folder, 'checkpoint')))?.toString('utf8');
  }

  async publish(note: string): Promise<void> {
    await writeDurably(path.join(this.folder, 'checkpoint'), note);
  }

  async publishKeys(vkeys: readonly string[]): Promise<void> {
    await writeWhole(path.join(this.folder, 'vkey'), vkeys.map((vkey) => `${vkey}\n`).join(''));
  }

  async kept(): Promise<string | undefined> {
    return (await readIfThere(this.keptFile))?.toString('utf8');
  }

  async keep(note: string): Promise<void> {
    await writeDurably(this.keptFile, note, 0o600);
  }
}
