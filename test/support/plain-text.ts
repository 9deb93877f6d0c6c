/** The books handed to hledger and to Beancount, and what these programs make of them. */
import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { BooksService } from '../../src/books/books.service.js';
import { ExportsService } from '../../src/reports/exports.service.js';
import { UnitsService } from '../../src/units/units.service.js';

export type Format = 'hledger' | 'beancount';
/** Whole đồng by account, as text so that a difference is shown in full; accounts at zero are left out. */
export type Balances = Record<string, string>;

const PROGRAMS = { hledger: ['/usr/bin/hledger'], beancount: ['/usr/bin/bean-check', '/usr/bin/bean-query'] };

/** Whether the program is on this machine; says so where it is not, for then the test shows less. */
export function isThere(format: Format): boolean {
  const absent = PROGRAMS[format].filter((program) => !existsSync(program));
  if (absent.length > 0) console.warn(`${absent.join(', ')} is absent: the export was not checked by it.`);
  return absent.length === 0;
}

/** Exports into a file of its own, which lives as long as the work. */
export async function exported<T>(
  app: INestApplicationContext,
  format: Format,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sovang-export-'));
  const file = path.join(folder, format === 'hledger' ? 'books.journal' : 'books.beancount');
  try {
    const stream = createWriteStream(file);
    await app.get(ExportsService).export(format, (chunk) => void stream.write(chunk));
    await finished(stream.end());
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the program says against the file; nothing when it passes every check. */
export async function complaints(format: Format, file: string): Promise<string> {
  const checks = format === 'hledger' ? [['check'], ['check', '--strict']] : [[]];
  for (const args of checks) {
    const said = await run(format === 'hledger' ? 'hledger' : 'bean-check', [
      ...(format === 'hledger' ? ['-f', file] : [file]),
      ...args,
    ]).catch((error: unknown) => error as { stderr: string; code: number });
    if ('code' in said || said.stderr.trim() !== '') return `${args.join(' ')}: ${said.stderr}`;
  }
  return '';
}

/** Every balance as the program computes it, foreign money at what it stands for in đồng. */
export async function theirBalances(format: Format, file: string): Promise<Balances> {
  const { stdout } =
    format === 'hledger'
      ? await run('hledger', ['-f', file, 'balance', '--cost', '--flat', '--no-total', '--empty', '-O', 'csv'])
      : await run('bean-query', [
          '-f',
          'csv',
          file,
          // Without number() bean-query 2.3.5 fails on sums from a billion up.
          `SELECT account, number(only('VND', sum(cost(position)))) AS balance GROUP BY account ORDER BY account`,
        ]);
  const lines = stdout.trim().split('\n').slice(1);
  return filled(
    lines.map((line) => {
      const [account = '', amount = ''] = line.replaceAll('"', '').split(',');
      return [account.trim(), dong(amount.trim())];
    }),
  );
}

/** Every balance of our own trial balance, under the account's name in that format. */
export async function ourBalances(app: INestApplicationContext, format: Format): Promise<Balances> {
  const accounts = await app.get(ExportsService).accountNames(format);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const unitCodes = [...new Set(accounts.map(({ unitCode }) => unitCode))];
  expect(unitCodes.every((code) => app.get(UnitsService).get(code))).toBe(true);
  const { rows, totals } = await app.get(BooksService).trialBalance({ unitCodes });
  expect(totals.balance).toBe(0n);
  return filled(rows.map(({ accountId, balance }) => [names.get(accountId) ?? `account ${accountId}`, balance]));
}

/** hledger reads its file in the locale's encoding; the figures are the same in every language. */
function run(program: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' };
  return promisify(execFile)(`/usr/bin/${program}`, args, { env, maxBuffer: 2 ** 28 });
}

/** `1312345 VND`, an empty cell, or a cost that was divided and multiplied again and is off in the last digits. */
function dong(text: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?(?: VND)?$/.exec(text || '0') ?? [];
  if (fraction !== '' && !/^(0{9}|9{9})/.test(fraction)) throw new Error(`${text} is not a whole amount.`);
  const value = BigInt(whole) + (fraction.startsWith('9') ? 1n : 0n);
  return sign === '-' ? -value : value;
}

function filled(rows: [string, bigint][]): Balances {
  return Object.fromEntries(rows.filter(([, amount]) => amount !== 0n).map(([name, amount]) => [name, String(amount)]));
}
