/**
 * Makes open data: a snapshot of all that is public, and the same in one file for a command. The files hold nothing but
 * what the books say, so the same books give the same bytes, and a snapshot is named by its position and its hash.
 */
import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { link, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LogService } from '../log/log.service.js';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import { Settings } from '../platform/settings.js';
import { headOf, recordOf } from './csv.rules.js';
import { dataDictionary, dataPackage, sums } from './datapackage.rules.js';
import { type Difference, differenceOf } from './difference.rules.js';
import { giving360 } from './giving360.rules.js';
import { iati } from './iati.rules.js';
import { refuse } from './open-data.refusals.js';
import { cellsOf, OpenDataReader, type Reading, rowsOf } from './open-data-reader.service.js';
import { type FileFacts, SnapshotFiles } from './snapshot-files.js';
import { LISTING, type Snapshot, Snapshots } from './snapshots.service.js';
import { FLOWS, MONTHLY, WHOLE } from './tables.js';

export const OPEN_FORMATS = ['csv', '360giving', 'iati'] as const;
export type OpenFormat = (typeof OPEN_FORMATS)[number];

/** Takes the next piece of the file; a promise holds the rest back until the piece is written. */
type Write = (chunk: string) => Promise<void> | void;

@Injectable()
export class OpenDataService {
  private making: Promise<{ snapshot: Snapshot; made: boolean }> | undefined;

  constructor(
    private readonly reader: OpenDataReader,
    private readonly snapshots: Snapshots,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly publicLog: LogService,
  ) {}

  /** Makes a snapshot of the books as they are. @returns the one that is there already when nothing has changed */
  make(): Promise<{ snapshot: Snapshot; made: boolean }> {
    this.making ??= this.write().finally(() => (this.making = undefined));
    return this.making;
  }

  /**
   * One file for a command. `csv`: what came in and went out each day, by fund and appeal, which adds up to what is held.
   * @throws Refusal open-data.nothing-paid, open-data.no-appeal (422): the standards know no file without a grant or an activity
   */
  export(format: OpenFormat, write: Write): Promise<{ entries: number; sequence: bigint }> {
    return this.reader.read(async (reading) => {
      if (format === '360giving' && reading.payouts.length === 0) throw refuse('open-data.nothing-paid');
      if (format === 'iati' && reading.appeals.length === 0) throw refuse('open-data.no-appeal');
      const pieces: Record<OpenFormat, () => Iterable<string>> = {
        csv: () => csvOf(reading),
        '360giving': () => giving360(reading, this.settings.publicUrl),
        iati: () => iati(reading, this.settings.publicUrl),
      };
      for (const piece of pieces[format]()) await write(piece);
      const rows = { csv: reading.flows, '360giving': reading.payouts, iati: reading.appeals };
      return { entries: rows[format].length, sequence: reading.sequence };
    });
  }

  private async write(): Promise<{ snapshot: Snapshot; made: boolean }> {
    const draft = this.snapshots.draft();
    const files = new SnapshotFiles(draft);
    try {
      const { sequence, recordedAt } = await this.reader.read((reading) => this.tables(files, reading));
      await this.beside(files, { sequence, recordedAt });
      const { text, sha256 } = sums(files.facts());
      await files.text(LISTING, [text]);
      const id = `${sequence}-${sha256.slice(0, 12)}`;
      const all = await this.snapshots.list();
      const known = all.find((one) => one.id === id);
      if (known) return { snapshot: known, made: false };
      const [previous] = all;
      const snapshot: Snapshot = {
        ...{ id, sequence: Number(sequence), recordedAt: recordedAt.toISOString() },
        ...{ madeAt: this.clock.now().toISOString(), sha256, files: files.facts(), previous: previous?.id ?? null },
        checkpoint: (await this.publicLog.checkpointCovering(sequence))?.note ?? null,
        differences: previous ? await this.differences(previous, files) : [],
      };
      if (previous) await this.share(previous, files);
      await this.snapshots.keep(draft, snapshot);
      return { snapshot, made: true };
    } finally {
      await files.drop();
      await this.snapshots.drop(draft);
    }
  }

  private async tables(files: SnapshotFiles, reading: Reading): Promise<Pick<Reading, 'sequence' | 'recordedAt'>> {
    await mkdir(files.folder, { recursive: true });
    for (const table of WHOLE) await files.table(table);
    for await (const { table, month, row } of rowsOf(reading)) await files.row(table, month, cellsOf(table, row));
    await files.endTables();
    if (reading.payouts.length > 0) await files.text('360giving.json', giving360(reading, this.settings.publicUrl));
    if (reading.appeals.length > 0) await files.text('iati.xml', iati(reading, this.settings.publicUrl));
    const { sequence, recordedAt } = reading;
    return { sequence, recordedAt };
  }

  private async beside(files: SnapshotFiles, head: Pick<Reading, 'sequence' | 'recordedAt'>): Promise<void> {
    const of = { ...head, publicUrl: this.settings.publicUrl };
    const facts = files.facts();
    for (const month of monthsOf(facts)) await files.text(`${month}/datapackage.json`, [dataPackage(month, facts, of)]);
    await files.text('datapackage.json', [dataPackage(undefined, facts, of)]);
    await files.text('data-dictionary.csv', [dataDictionary()]);
  }

  private async differences(previous: Snapshot, files: SnapshotFiles): Promise<Difference[]> {
    const known = new Map(previous.files.map((file) => [file.path, file]));
    const found: Difference[] = [];
    const linesOf = (folder: string, name: string): AsyncIterable<string> =>
      lines(path.join(folder, ...name.split('/')));
    for (const file of files.facts()) {
      const table = tableOf(file);
      const before = known.get(file.path);
      known.delete(file.path);
      if (!table || before?.sha256 === file.sha256) continue;
      const earlier = before && linesOf(path.join(this.snapshots.folder, previous.id), file.path);
      const difference = await differenceOf(earlier, linesOf(files.folder, file.path), table.key);
      found.push({ path: file.path, ...difference });
    }
    const gone = [...known.values()].filter((file) => tableOf(file) !== undefined);
    return [...found, ...gone.map((file) => ({ path: file.path, added: 0, removed: file.rows ?? 0, changed: 0 }))];
  }

  /** A file that is the same as in the snapshot before takes no second place on the disk: months long past never do. */
  private async share(previous: Snapshot, files: SnapshotFiles): Promise<void> {
    const known = new Map(previous.files.map((file) => [file.path, file.sha256]));
    for (const file of files.facts()) {
      if (known.get(file.path) !== file.sha256) continue;
      const parts = file.path.split('/');
      const twin = path.join(files.folder, `.twin-${newId()}`);
      try {
        await link(path.join(this.snapshots.folder, previous.id, ...parts), twin);
        await rename(twin, path.join(files.folder, ...parts));
      } catch {
        // A file system without links keeps the copy.
        return;
      }
    }
  }
}

function* csvOf(reading: Reading): Generator<string> {
  yield headOf(FLOWS);
  for (const row of reading.flows) yield recordOf(cellsOf(FLOWS, row));
}

function monthsOf(files: readonly FileFacts[]): string[] {
  return [...new Set(files.flatMap(({ path: name }) => /^(\d{4}-\d\d)\//.exec(name)?.[1] ?? []))];
}

/** The table of a CSV; none of any other file, the JSON beside it being the same rows. */
function tableOf({ path: name }: FileFacts): (typeof WHOLE)[number] | undefined {
  const [, base] = /^(?:\d{4}-\d\d\/)?([a-z-]+)\.csv$/.exec(name) ?? [];
  return [...WHOLE, ...MONTHLY].find((table) => table.name === base);
}

async function* lines(file: string): AsyncGenerator<string> {
  let head = true;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (!head) yield line;
    head = false;
  }
}
