import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { OPEN_FORMATS, OpenDataService } from '../opendata/open-data.service.js';
import { ExportsService } from '../reports/exports.service.js';
import { refuse } from './commands.refusals.js';
import type { Program } from './program.js';
import { WHOLE } from './scope.js';

/** Writes the books, or what of them is public, into a file, which appears whole or not at all. */
export async function exportBooks({ app, actor, asked, answers }: Program): Promise<boolean> {
  actor.require('ledger.export', WHOLE);
  const [format = ''] = asked.operands;
  const file = asked.must('out');
  const draft = `${file}.${process.pid}.part`;
  try {
    const open = OPEN_FORMATS.find((known) => known === format);
    const { entries, sequence } = await writeDraft(draft, file, (write) =>
      open ? app.get(OpenDataService).export(open, write) : app.get(ExportsService).export(format, write),
    );
    await rename(draft, file);
    const words = `Đã xuất ${entries} mục, đến số thứ tự ${sequence}. Wrote ${entries} items, up to sequence ${sequence}.`;
    await answers.answer({ format, out: file, entries, sequence }, words);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}

type Write = (chunk: string) => Promise<void>;

async function writeDraft<T>(draft: string, file: string, work: (write: Write) => Promise<T>): Promise<T> {
  const stream = createWriteStream(draft, { flags: 'wx' });
  const failure = finished(stream);
  failure.catch(() => undefined);
  try {
    await once(stream, 'open');
  } catch {
    throw refuse('command.out-unwritable', { file });
  }
  const write = async (chunk: string): Promise<void> => {
    // A full disk is told by the stream and not by this call.
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), failure]);
  };
  const answer = await work(write).finally(() => stream.end());
  await failure;
  return answer;
}
