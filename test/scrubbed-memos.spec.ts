/** Every memo of the statements that were published in 2024, scrubbed: no number of a person is left in any. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scrubMemo } from '../src/banking/memo.rules.js';

const FOLDER = path.resolve('../shared/data/statements');
const here = existsSync(FOLDER) ? describe : describe.skip;
if (!existsSync(FOLDER)) console.warn(`Skipped: ${FOLDER} is not here.`);

/** A digit run counts as one across what people and banks write inside numbers. */
const RUN = /\p{Nd}(?:[ .-]?\p{Nd}){8,}|\p{Nd}{6,}/u;
const PHONE = /(?<!\d)(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?!\d)/;
const EMAIL = /[\w.+-]+@[\w-]+/;
const PAYER = /\bCT\s?tu\b(?!\s*thien)/i;
const BANK_REFERENCE = /\bMBVCB\.?\d|\bFT\d/i;

const MEMO_COLUMNS = new Set(['TransactionDetails', 'NoiDung']);

function cellsOf(row: string): string[] {
  return [...row.trim().matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, ''));
}

here('The memos of real statements', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.csv')) : [];

  it.each(files)('of %s keep words and no number, address or payer', (name) => {
    const [head = '', ...rows] = readFileSync(path.join(FOLDER, name), 'utf8').split('\n');
    const column = cellsOf(head).findIndex((cell) => MEMO_COLUMNS.has(cell));
    const memos = rows.map((row) => cellsOf(row)[column] ?? '').filter((memo) => memo !== '');
    expect(memos.length).toBeGreaterThan(1000);
    const leaking = memos
      .map((memo) => ({ memo, kept: scrubMemo(memo) }))
      .filter(({ kept }) => [RUN, PHONE, EMAIL, PAYER, BANK_REFERENCE].some((pattern) => pattern.test(kept)));
    expect(leaking.slice(0, 5)).toEqual([]);
    const withWords = memos.filter((memo) => /\p{L}{2}/u.test(scrubMemo(memo))).length;
    expect(withWords / memos.length).toBeGreaterThan(0.8);
  });
});
