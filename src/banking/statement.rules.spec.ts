import fc from 'fast-check';
import { addDays } from '../platform/dates.js';
import { problemSentence } from './banking.refusals.js';
import { lineIdentity, proveStatement, withOccurrences, type StatementRow } from './statement.rules.js';

type Generated = { rows: StatementRow[]; opening: bigint; before: { date: string; closing: bigint } };

const amount = fc.bigInt({ min: 1n, max: 10_000_000_000n });
const days = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(fc.boolean(), amount), { minLength: 1, maxLength: 6 })),
  { minLength: 1, maxLength: 6 },
);

/** A statement as the bank prints it: a balance on the last row of each day only, never below zero. */
const statements = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), days).map(([spare, generated]): Generated => {
  const moves = generated.flatMap(([, list]) => list);
  const opening = spare + moves.reduce((total, [out, value]) => (out ? total + value : total), 0n);
  const rows: StatementRow[] = [];
  let date = '2026-02-26';
  let balance = opening;
  for (const [gap, list] of generated) {
    date = addDays(date, gap);
    for (const [at, [out, value]] of list.entries()) {
      balance += out ? -value : value;
      const closing = at === list.length - 1 ? { balance } : {};
      const [debit, credit] = out ? [value, 0n] : [0n, value];
      rows.push({ position: rows.length + 1, date, reference: '5213.1', debit, credit, memo: 'ung ho', ...closing });
    }
  }
  return { rows, opening, before: { date: '2026-02-26', closing: opening } };
});

function row(position: number, date: string, credit: bigint, balance?: bigint): StatementRow {
  return { position, date, reference: 'R', debit: 0n, credit, memo: 'm', ...(balance !== undefined && { balance }) };
}

describe('The proof of a statement', () => {
  it('holds for every statement that ties out, with the opening derived from its first closing', () => {
    fc.assert(
      fc.property(statements, ({ rows, opening, before }) => {
        for (const previous of [undefined, before]) {
          const proof = proveStatement(rows, previous);
          expect(proof.problems).toEqual([]);
          expect(proof).toMatchObject({ balanced: true, opening, closing: rows.at(-1)!.balance });
          expect(proof.opening! + proof.credits - proof.debits).toBe(proof.closing);
          expect(proof.days.reduce((count, day) => count + day.rows, 0)).toBe(rows.length);
          for (const [at, day] of proof.days.entries()) {
            expect(day.opening).toBe(at === 0 ? opening : proof.days[at - 1]!.closing);
            expect(day.opening! + day.credits - day.debits).toBe(day.closing);
          }
        }
      }),
    );
  });

  it('names the day and the difference of any one changed amount', () => {
    fc.assert(
      fc.property(statements, fc.nat(), amount, ({ rows, before }, pick, changed) => {
        const at = pick % rows.length;
        const old = rows[at]!;
        const was = old.debit + old.credit;
        fc.pre(changed !== was);
        const altered = old.debit > 0n ? { ...old, debit: changed } : { ...old, credit: changed };
        const proof = proveStatement(rows.with(at, altered), before);
        const firstDay = old.date === rows[0]!.date;
        // The bank's printed balance lacks what was added to a credit, and has too much for what was added to a debit.
        const difference = old.debit > 0n ? changed - was : was - changed;
        expect(proof.balanced).toBe(false);
        expect(proof.problems).toHaveLength(1);
        expect(proof.problems[0]).toMatchObject({
          code: firstDay ? 'statement.chain-difference' : 'statement.day-difference',
          date: old.date,
          difference,
        });
        if (!firstDay) expect(proveStatement(rows.with(at, altered)).problems).toEqual(proof.problems);
      }),
    );
  });

  it('names the day of any one changed closing balance', () => {
    fc.assert(
      fc.property(statements, fc.nat(), fc.bigInt({ min: 1n, max: 10n ** 9n }), ({ rows, before }, pick, extra) => {
        const closings = rows.filter((each) => each.balance !== undefined);
        const changed = closings[pick % closings.length]!;
        const altered = { ...changed, balance: changed.balance! + extra };
        const { problems } = proveStatement(rows.with(changed.position - 1, altered), before);
        expect(problems[0]).toMatchObject({ date: changed.date, difference: extra });
        const next = rows.find((each) => each.date > changed.date);
        expect(problems.slice(1)).toMatchObject(next ? [{ date: next.date, difference: -extra }] : []);
      }),
    );
  });

  it('holds in a chain when the file is split at the end of a day, and not when a day is left out', () => {
    fc.assert(
      fc.property(statements, fc.nat(), ({ rows, before }, pick) => {
        const ends = rows.filter((each) => each.balance !== undefined);
        const end = ends[pick % ends.length]!;
        const first = rows.slice(0, end.position);
        const second = rows.slice(end.position);
        expect(proveStatement(first, before).balanced).toBe(true);
        if (second.length === 0) return;
        expect(proveStatement(second, { date: end.date, closing: end.balance! }).balanced).toBe(true);
        fc.pre(before.closing !== end.balance);
        expect(proveStatement(second, before).problems).toMatchObject([
          { code: 'statement.chain-difference', difference: end.balance! - before.closing },
        ]);
      }),
    );
  });

  it('finds a file that is cut inside a day', () => {
    fc.assert(
      fc.property(statements, fc.nat(), ({ rows, before }, pick) => {
        const cut = pick % rows.length;
        fc.pre(cut > 0 && rows[cut - 1]!.balance === undefined);
        const last = rows[cut - 1]!;
        expect(proveStatement(rows.slice(0, cut), before).problems).toContainEqual({
          code: 'statement.day-unclosed',
          date: last.date,
          row: cut,
        });
      }),
    );
  });

  it('refuses days out of order and says no sums of them', () => {
    const rows = [row(1, '2026-03-02', 5n, 105n), row(2, '2026-03-01', 5n, 110n)];
    expect(proveStatement(rows).problems).toEqual([{ code: 'statement.dates-unordered', row: 2, date: '2026-03-01' }]);
  });

  it('refuses days that are in the books already', () => {
    const rows = [row(1, '2026-03-01', 5n, 105n), row(2, '2026-03-02', 5n, 110n)];
    expect(proveStatement(rows, { date: '2026-03-01', closing: 105n }).problems).toMatchObject([
      { code: 'statement.before-last-closing', date: '2026-03-01' },
    ]);
  });

  it('refuses a balance below zero, at the opening and at the end of a day', () => {
    const spent = { ...row(2, '2026-03-02', 0n, 0n), debit: 20n, balance: -5n };
    expect(proveStatement([row(1, '2026-03-01', 5n, 15n), spent]).problems).toEqual([
      { code: 'statement.balance-negative', date: '2026-03-02', found: -5n },
    ]);
    expect(proveStatement([row(1, '2026-03-01', 50n, 15n)]).problems).toEqual([
      { code: 'statement.balance-negative', date: '2026-03-01', found: -35n },
    ]);
  });

  it('names the very row where the bank prints a balance on each', () => {
    const rows = [row(1, '2026-03-01', 5n, 105n), row(2, '2026-03-01', 5n, 111n), row(3, '2026-03-01', 5n, 116n)];
    expect(proveStatement(rows).problems).toEqual([
      { code: 'statement.day-difference', date: '2026-03-01', row: 2, expected: 110n, found: 111n, difference: 1n },
    ]);
  });

  it('knows no opening where nothing prints one, and says that the day is not closed', () => {
    expect(proveStatement([row(1, '2026-03-01', 5n)])).toMatchObject({
      opening: null,
      closing: null,
      balanced: false,
      problems: [{ code: 'statement.day-unclosed', date: '2026-03-01', row: 1 }],
    });
    expect(proveStatement([])).toMatchObject({ balanced: false, problems: [{ code: 'statement.no-rows' }] });
  });

  it('says the day and the đồng in both languages', () => {
    const rows = [row(1, '2026-03-01', 5n, 105n), row(2, '2026-03-02', 50_007n, 50_105n)];
    const [problem] = proveStatement(rows).problems;
    expect(problemSentence(problem!, 'vi')).toBe(
      'Ngày 02/03/2026 lệch -7\u00a0đ: tính ra 50.112\u00a0đ, sao kê in 50.105\u00a0đ (dòng 2).',
    );
    expect(problemSentence(problem!, 'en')).toBe(
      '02/03/2026 is off by -7\u00a0đ: the rows give 50.112\u00a0đ, the statement prints 50.105\u00a0đ (row 2).',
    );
  });
});

describe('The identity of a line', () => {
  const line = row(1, '2026-03-01', 5n, 105n);

  it('is the same in another file, at another place and with other line breaks', () => {
    const again = { ...line, position: 77, pageId: '3', balance: 9n, memo: ' m\r\n' };
    expect(lineIdentity('0011', again)).toBe(lineIdentity('0011', line));
    expect(lineIdentity('0011', line)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, Partial<StatementRow>]>([
    ['account', '0012', {}],
    ['day', '0011', { date: '2026-03-02' }],
    ['time', '0011', { time: '10:44:06' }],
    ['reference', '0011', { reference: 'S' }],
    ['amount', '0011', { credit: 6n }],
    ['side', '0011', { credit: 0n, debit: 5n }],
    ['memo', '0011', { memo: 'n' }],
  ])('differs by %s', (_field, account, change) => {
    expect(lineIdentity(account, { ...line, ...change })).not.toBe(lineIdentity('0011', line));
  });

  it('cannot be made equal by moving text from one field to the next', () => {
    const one = { ...line, reference: 'a', memo: 'b' };
    expect(lineIdentity('0011', { ...one, reference: 'a","b' })).not.toBe(lineIdentity('0011', one));
    expect(lineIdentity('00', { ...one, date: '112026-03-01' })).not.toBe(lineIdentity('0011', one));
  });

  it('counts equal lines, the same way each time', () => {
    const other = row(2, '2026-03-01', 6n);
    const lines = withOccurrences('0011', [line, other, { ...line, position: 3 }, { ...line, position: 4 }]);
    expect(lines.map((each) => each.occurrence)).toEqual([0, 0, 1, 2]);
    expect(new Set(lines.map((each) => each.identity)).size).toBe(2);
  });
});
