/** What a monitor remembers between its runs, in a folder of its own. */
import { hash } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writeDurably } from '../../platform/atomic-file.js';
import { parseCheckpoint } from '../../tlog/checkpoint.js';
import { parseNote } from '../../tlog/note.js';
import { type KeptSums, LeafSums } from './leaf-sums.js';
import { refuse } from './monitor.refusals.js';

export type MonitorState = {
  /** Verifier keys of the log, as they are written down. */
  keys: string[];
  /** The last checkpoint that was found right, as the log signed it; empty for none. */
  note: string;
  sums: LeafSums;
};

type Kept = { v: 1; keys: string[]; note: string; sums: KeptSums };

export class MonitorFolder {
  constructor(readonly folder: string) {}

  /** @throws Refusal monitor.state-unreadable */
  async read(): Promise<MonitorState | undefined> {
    const file = this.file();
    const bytes = await readIfThere(file);
    if (!bytes) return undefined;
    try {
      const { v, keys, note, sums } = JSON.parse(bytes.toString('utf8')) as Kept;
      const state = { keys, note, sums: LeafSums.from(sums) };
      const size = note === '' ? 0 : parseCheckpoint(parseNote(note).text).size;
      if (v === 1 && keys.length > 0 && state.sums.count <= size) return state;
    } catch {
      // Said below.
    }
    throw refuse('monitor.state-unreadable', { file });
  }

  async write({ keys, note, sums }: MonitorState): Promise<void> {
    const kept: Kept = { v: 1, keys, note, sums: sums.kept() };
    await writeDurably(this.file(), `${JSON.stringify(kept)}\n`);
  }

  /** Keeps two signed checkpoints that cannot both be true; answers where. */
  async evidence(before: string, now: string): Promise<string> {
    const name = `evidence-${hash('sha256', before + now).slice(0, 12)}`;
    const files = [`${name}-before.txt`, `${name}-now.txt`].map((file) => path.join(this.folder, file));
    for (const [i, note] of [before, now].entries()) await writeDurably(files[i] ?? '', note);
    return files.join(', ');
  }

  private file(): string {
    return path.join(this.folder, 'monitor.json');
  }
}
