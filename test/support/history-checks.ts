/** Whether the books say of each fund what its model says, now and on any day, and as known at any position. */
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../../src/platform/dates.js';
import { type HistoryModel, lowest } from './history-model.js';

type Runner = Pick<EntityManager, 'query'>;
/** Unbounded where undefined; `known` is the position in the log. */
export type Asked = { from?: PlainDate; to?: PlainDate; known?: bigint };
type Sum = { account_id: number; closing: boolean; debit: bigint; credit: bigint };

/** The balances at the head: places in both moneys, creditors, purposes and what is reserved of them. */
export async function compareBalances(db: Runner, models: readonly HistoryModel[]): Promise<void> {
  const leaves = await db.query<{ id: number; balance: bigint; foreign: bigint }[]>(
    `SELECT account_id AS id, balance, foreign_balance AS foreign FROM place_balance WHERE account_id = ANY ($1)
     UNION ALL SELECT account_id, balance, 0 FROM creditor_balance WHERE account_id = ANY ($1)`,
    [idsOf(models)],
  );
  const held = new Map(leaves.map((row) => [row.id, row]));
  const purposes = await db.query<{ id: number; balance: bigint; reserved: bigint }[]>(
    `SELECT restriction_id AS id, balance, reserved FROM restriction_balance WHERE restriction_id = ANY ($1)`,
    [models.flatMap(({ fund }) => Object.values(fund.restrictions))],
  );
  const restricted = new Map(purposes.map((row) => [row.id, row]));
  for (const model of models) {
    let sum = 0n;
    for (const leaf of model.fund.leaves.values()) {
      if (leaf.role === 'restriction') continue;
      const [row, said] = [held.get(leaf.id), model.balance(leaf.id)];
      same(`balance of ${leaf.name}`, row?.balance, leaf.role === 'place' ? said : -said);
      if (leaf.currency !== 'VND') same(`foreign money of ${leaf.name}`, row?.foreign, model.foreignBalance(leaf.id));
      if (leaf.role === 'place' && lowest(model.moved, leaf.id) < 0n)
        throw new Error(`${leaf.name} was below zero on a day`);
      sum += said;
    }
    for (const [purpose, id] of Object.entries(model.fund.restrictions)) {
      const [row, said] = [restricted.get(id), model.restriction(id)];
      same(`balance of ${purpose}`, row?.balance, said.balance);
      same(`reserved of ${purpose}`, row?.reserved, said.reserved);
      if (said.balance - said.reserved < 0n || said.reserved < 0n) throw new Error(`${purpose} is below its floor`);
      sum -= said.balance;
    }
    same('places - creditors - purposes', sum, 0n);
  }
}

/** One figure at a time and a position: by the product's function, added up from the movements, and by the models. */
export async function compareSums(db: Runner, models: readonly HistoryModel[], asked: Asked): Promise<void> {
  const bounds = [idsOf(models), asked.from ?? null, asked.to ?? null, asked.known ?? null];
  const sums = await db.query<Sum[]>(`SELECT * FROM ledger_sums($1, $2, $3, $4)`, bounds);
  const plain = await db.query<Sum[]>(RECOMPUTED, bounds);
  const what = `sums ${asked.from ?? ''}..${asked.to ?? ''} as known at ${asked.known ?? 'the head'}`;
  const said = written(sums);
  sameSums(`${what} against the movements`, said, written(plain));
  sameSums(`${what} against the model`, said, written(models.flatMap((model) => sumsOf(model, asked))));
}

/** The same without models, for books that others write at this moment: `db` is one snapshot. */
export async function compareWithMovements(db: Runner, accounts: readonly number[], asked: Asked): Promise<void> {
  const bounds = [accounts, asked.from ?? null, asked.to ?? null, asked.known ?? null];
  const sums = await db.query<Sum[]>(`SELECT * FROM ledger_sums($1, $2, $3, $4)`, bounds);
  sameSums('sums against the movements', written(sums), written(await db.query<Sum[]>(RECOMPUTED, bounds)));
}

const RECOMPUTED = `
  SELECT x.account AS account_id, e.kind IN ('year-closed', 'profile-changed') AS closing,
    sum(x.debit)::bigint AS debit, sum(x.credit)::bigint AS credit
  FROM entry e JOIN movement m ON m.sequence = e.sequence
  CROSS JOIN LATERAL (VALUES (m.debit, m.amount, 0), (m.credit, 0, m.amount)) x(account, debit, credit)
  WHERE x.account = ANY ($1::integer[]) AND ($2::date IS NULL OR e.effective_date >= $2)
    AND ($3::date IS NULL OR e.effective_date <= $3) AND ($4::bigint IS NULL OR e.sequence <= $4)
  GROUP BY 1, 2`;

function sumsOf(model: HistoryModel, { from, to, known }: Asked): Sum[] {
  const sums = new Map<string, Sum>();
  const add = (account: number, closing: boolean, debit: bigint, credit: bigint): void => {
    const sum = sums.get(`${account}${closing}`) ?? { account_id: account, closing, debit: 0n, credit: 0n };
    sums.set(`${account}${closing}`, { ...sum, debit: sum.debit + debit, credit: sum.credit + credit });
  };
  for (const m of model.moved) {
    if ((from && m.day < from) || (to && m.day > to) || (known !== undefined && m.sequence > known)) continue;
    add(m.debit, m.closing, m.amount, 0n);
    add(m.credit, m.closing, 0n, m.amount);
  }
  return [...sums.values()];
}

function idsOf(models: readonly HistoryModel[]): number[] {
  return models.flatMap(({ fund }) => [...fund.leaves.keys()]);
}

/** Sums of nothing and nothing at all are one. */
function written(sums: Sum[]): Map<string, string> {
  const some = sums.filter(({ debit, credit }) => debit !== 0n || credit !== 0n);
  return new Map(some.map((s) => [`${s.account_id}${s.closing ? ' closing' : ''}`, `${s.debit} / ${s.credit}`]));
}

function sameSums(what: string, said: Map<string, string>, right: Map<string, string>): void {
  for (const key of new Set([...said.keys(), ...right.keys()]))
    same(`${what}: account ${key}`, said.get(key), right.get(key));
}

function same(what: string, said: unknown, right: unknown): void {
  if (said !== right) throw new Error(`${what} is ${String(said)}, and should be ${String(right)}`);
}
