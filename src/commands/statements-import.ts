import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ImportAnswer, StatementImport } from '../banking/statement-import.service.js';
import { formatVnd } from '../platform/money.js';
import { tongue } from './answers.js';
import { refuse } from './commands.refusals.js';
import type { Program } from './program.js';

/** A year of a busy account is about 26 MB; a larger file is a mistake, and would only fill the memory. */
const LARGEST_MB = 64;

/** Reads a statement, proves it and posts it. What is wrong with the file is answered, and then nothing was posted. */
export async function importStatementFile({ app, actor, asked, answers }: Program): Promise<boolean> {
  const [file = ''] = asked.operands;
  const given = {
    bytes: await readWhole(file),
    fileName: path.basename(file),
    accountNumber: asked.must('account'),
    profile: asked.option('profile'),
    dryRun: asked.flag('dry-run'),
  };
  const answer = await app.get(StatementImport).importStatement(actor, given, undefined, tongue());
  if (answer.problems.length > 0 && !answers.json) {
    await answers.note(answer.problems.map(({ message }) => message).join('\n'));
    return false;
  }
  await answers.answer(answer, inWords(answer, given.dryRun));
  return answer.problems.length === 0 && answer.balanced;
}

async function readWhole(file: string): Promise<Buffer> {
  const name = path.basename(file);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw refuse('command.file-unreadable', { file: name });
  if (found.size > LARGEST_MB * 2 ** 20) throw refuse('command.file-too-large', { file: name, mb: LARGEST_MB });
  try {
    const handle = await open(file);
    return await handle.readFile().finally(() => handle.close());
  } catch {
    throw refuse('command.file-unreadable', { file: name });
  }
}

function inWords(answer: ImportAnswer, dryRun: boolean): string {
  const sum = (amount: number | null): string => (amount === null ? '…' : formatVnd(BigInt(amount)));
  const { rows, posted, duplicates, credits, debits, opening, closing } = answer;
  return [
    `${rows} dòng, ${duplicates} đã có trước. ${rows} rows, ${duplicates} known before.`,
    `${sum(opening)} + ${sum(credits)} - ${sum(debits)} = ${sum(closing)} ✓`,
    dryRun
      ? 'Chỉ đọc thử, chưa ghi gì. Only read: nothing was kept or posted.'
      : `Đã ghi sổ ${posted} dòng. Posted ${posted} lines.`,
  ].join('\n');
}
