/** Writes the files of a snapshot piece by piece, and knows of each its size, its hash and its rows. */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { exactJson } from '../platform/money.js';
import { headOf, recordOf } from './csv.rules.js';
import type { Cell, Table } from './tables.js';

export type FileFacts = {
  /** From the snapshot's folder, with slashes. */
  path: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
  /** Rows of a table, else null. */
  rows: number | null;
};

const PIECE = 65_536;

/** One file: what is written to it waits in memory until it is worth a call of the system. */
class OpenFile {
  private waiting = '';
  private bytes = 0;
  private readonly hash: Hash = createHash('sha256');
  rows: number | null = null;

  private constructor(
    private readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(folder: string, name: string): Promise<OpenFile> {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    return new OpenFile(name, await open(file, 'wx'));
  }

  async write(text: string): Promise<void> {
    this.waiting += text;
    if (this.waiting.length >= PIECE) await this.flush();
  }

  async close(): Promise<FileFacts> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    return { path: this.name, bytes: this.bytes, sha256: this.hash.digest('hex'), rows: this.rows };
  }

  /** Lets go of the file as it is, when the snapshot is given up. */
  async drop(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    const piece = Buffer.from(this.waiting, 'utf8');
    this.waiting = '';
    this.hash.update(piece);
    this.bytes += piece.length;
    await this.handle.appendFile(piece);
  }
}

export class SnapshotFiles {
  private readonly open = new Map<string, OpenFile>();
  private readonly done: FileFacts[] = [];

  constructor(readonly folder: string) {}

  /** A row of a table, into its CSV and its JSON. @param month `2026-01`, none for a table of the whole */
  async row(table: Table, month: string | undefined, row: readonly Cell[]): Promise<void> {
    const base = month === undefined ? table.name : `${month}/${table.name}`;
    const [csv, json] = await this.pair(table, base);
    await csv.write(recordOf(row));
    const named = Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null]));
    await json.write(`${json.rows === 0 ? '' : ','}\n${exactJson(named)}`);
    for (const file of [csv, json]) file.rows = (file.rows ?? 0) + 1;
  }

  /** A table of which there is a file even when it has no row. */
  async table(table: Table): Promise<void> {
    await this.pair(table, table.name);
  }

  /** A whole file at once, or in pieces. */
  async text(name: string, pieces: Iterable<string>): Promise<void> {
    const file = await OpenFile.create(this.folder, name);
    this.open.set(name, file);
    for (const piece of pieces) await file.write(piece);
    await this.close(name);
  }

  /** Ends the tables: what is written after this is of files given whole. */
  async endTables(): Promise<void> {
    for (const [name, file] of [...this.open]) {
      if (name.endsWith('.json')) await file.write('\n]\n');
      await this.close(name);
    }
  }

  /** The files that are finished, by name. */
  facts(): FileFacts[] {
    return [...this.done].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async drop(): Promise<void> {
    await Promise.all([...this.open.values()].map((file) => file.drop()));
  }

  private async pair(table: Table, base: string): Promise<[csv: OpenFile, json: OpenFile]> {
    const [csv, json] = [this.open.get(`${base}.csv`), this.open.get(`${base}.json`)];
    if (csv && json) return [csv, json];
    return [await this.begin(`${base}.csv`, headOf(table)), await this.begin(`${base}.json`, '[')];
  }

  private async begin(name: string, head: string): Promise<OpenFile> {
    const file = await OpenFile.create(this.folder, name);
    file.rows = 0;
    this.open.set(name, file);
    await file.write(head);
    return file;
  }

  private async close(name: string): Promise<void> {
    const file = this.open.get(name);
    if (!file) return;
    this.done.push(await file.close());
    this.open.delete(name);
  }
}
