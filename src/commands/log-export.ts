import path from 'node:path';
import { LogMirror } from '../log/log-mirror.service.js';
import { refuse } from './commands.refusals.js';
import type { Program } from './program.js';
import { WHOLE } from './scope.js';

/** What says that a folder cannot be written to. */
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EISDIR']);

/** Copies the published log into a folder that any web server can serve; repeated, only what is new. */
export async function exportLog({ app, actor, asked, answers }: Program): Promise<boolean> {
  actor.require('ledger.export', WHOLE);
  const folder = path.resolve(asked.operands[0] ?? '');
  try {
    const { size, written } = await app.get(LogMirror).mirror(folder);
    const words =
      `Bản sao nhật ký ở ${folder} đến sự kiện ${size}, đã ghi thêm ${written} tệp. ` +
      `The copy of the log in ${folder} covers ${size} events; ${written} files were written.`;
    await answers.answer({ out: folder, size, written }, words);
    return true;
  } catch (error) {
    if (UNWRITABLE.has((error as NodeJS.ErrnoException).code ?? '')) {
      throw refuse('command.out-unwritable', { file: folder });
    }
    throw error;
  }
}
