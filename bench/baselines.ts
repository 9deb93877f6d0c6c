// What our posting is measured against, each in the shape that does the least: a bare INSERT, COPY of ready rows, and the
// posting that many programs do, six round trips for each entry.
import pg from 'pg';
import { copyIn, copyOut, copyText } from './copy.js';
import { rate, rateOf } from './measure.js';

/** Of the movements from a position on. */
const MOVE_BALANCES = `
  UPDATE naive_balance b SET balance = balance + d.moved FROM (
    SELECT account, sum(amount) AS moved FROM (
      SELECT debit AS account, amount FROM copy_movement WHERE sequence >= $1
      UNION ALL SELECT credit, -amount FROM copy_movement WHERE sequence >= $1) s
    GROUP BY account) d
  WHERE b.account_id = d.account`;

/** Rows in the order of these columns. */
type Rows = { table: string; columns: readonly string[]; rows: (string | number | bigint | Buffer | null)[][] };

type Copied = { table: string; columns: string; data: Buffer };

export class Baselines {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly place: number,
    private readonly income: number,
  ) {}

  /** @param place the account that every entry puts money into, @param income the one it comes from */
  static async open(ownerUrl: string, place: number, income: number): Promise<Baselines> {
    const pool = new pg.Pool({ connectionString: ownerUrl, max: 32 });
    pool.on('connect', (client) => client.on('error', () => undefined));
    pool.on('error', () => undefined);
    await pool.query(
      `CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a bigint, b int, c int, d text)`,
    );
    await pool.query(`
      CREATE TABLE naive_entry (LIKE entry INCLUDING ALL);
      CREATE TABLE naive_movement (LIKE movement INCLUDING ALL);
      CREATE SEQUENCE naive_sequence OWNED BY naive_entry.sequence;
      CREATE TABLE naive_balance (account_id integer PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 20);
      INSERT INTO naive_balance VALUES (${place}, 0), (${income}, 0);`);
    return new Baselines(pool, place, income);
  }

  /** One row of five columns, committed each by itself, over 32 connections. */
  bareInsert(millis: number): Promise<number> {
    const text = 'INSERT INTO bare (a, b, c, d) VALUES ($1, $2, $3, $4)';
    return rate(32, millis, () => this.pool.query({ name: 'bare', text, values: [200_000, 1, 2, 'x'] }));
  }

  /** BEGIN, lock and read the balances, insert the entry, insert the movement, update the balances, COMMIT. */
  async naive(callers: number, millis: number): Promise<number> {
    const clients = await Promise.all(Array.from({ length: callers }, () => this.pool.connect()));
    const result = await rate(callers, millis, async () => {
      const client = clients.pop() as pg.PoolClient;
      await this.postNaively(client);
      clients.push(client);
    });
    for (const client of clients) client.release();
    return result;
  }

  private async postNaively(client: pg.PoolClient): Promise<void> {
    const { place, income } = this;
    await client.query('BEGIN');
    await client.query({
      name: 'lock',
      text: 'SELECT balance FROM naive_balance WHERE account_id IN ($1, $2) ORDER BY account_id FOR UPDATE',
      values: [place, income],
    });
    const { rows } = await client.query({
      name: 'entry',
      text: `INSERT INTO naive_entry (sequence, unit_code, fund_id, effective_date, kind, description)
        VALUES (nextval('naive_sequence'), '01', '00000000-0000-7000-8000-000000000001', '2026-01-01', 'entry', $1)
        RETURNING sequence`,
      values: ['Ủng hộ bằng tiền mặt'],
    });
    await client.query({
      name: 'movement',
      text: `INSERT INTO naive_movement (sequence, line, effective_date, debit, credit, amount)
        VALUES ($1, 1, '2026-01-01', $2, $3, $4)`,
      values: [rows[0].sequence, place, income, 200_000],
    });
    await client.query({
      name: 'balances',
      text: `UPDATE naive_balance SET balance = balance + CASE account_id WHEN $1 THEN $3::bigint ELSE -$3::bigint END
        WHERE account_id IN ($1, $2)`,
      values: [place, income, 200_000],
    });
    await client.query('COMMIT');
  }

  /** The last rows of the books as they lie there, leaves and all, ready to be copied into tables like theirs. */
  async readyRows(tables: string[], items: number): Promise<Copied[]> {
    const client = await this.pool.connect();
    const copied: Copied[] = [];
    for (const table of tables) {
      const columns = (await this.columnsOf(table)).join(', ');
      const last = `sequence > (SELECT sequence FROM ledger_head) - ${items}`;
      copied.push({ table, columns, data: await copyOut(client, `SELECT ${columns} FROM ${table} WHERE ${last}`) });
    }
    client.release();
    return copied;
  }

  /** The same rows as values, for a COPY that writes them itself; the leaves' bytes are ready. */
  async readyValues(items: number): Promise<Rows[]> {
    const wanted: [string, string[]][] = [
      ['event', ['sequence', 'kind', 'actor_id', 'recorded_at', 'leaf', 'leaf_hash']],
      ['entry', await this.columnsOf('entry')],
      ['movement', ['sequence', 'line', 'effective_date', 'debit', 'credit', 'amount', 'foreign_amount']],
    ];
    const ready: Rows[] = [];
    for (const [table, columns] of wanted) {
      const { rows } = await this.pool.query<Rows['rows'][number]>({
        text: `SELECT ${columns.map((c) => (c === 'recorded_at' ? 'recorded_at::text' : c)).join(', ')} FROM ${table}
          WHERE sequence > (SELECT sequence FROM ledger_head) - ${items} ORDER BY sequence`,
        rowMode: 'array',
      });
      ready.push({ table, columns, rows });
    }
    return ready;
  }

  /** Rows of ready values as text, in transactions of as many as ours: a COPY for each table, one balance update, one commit. */
  async copySlices(items: number, slice: number, ready: Rows[]): Promise<number> {
    await this.freshCopies(ready);
    return this.withClient((client) =>
      rateOf(items, async () => {
        for (let from = 0; from < items; from += slice) {
          await client.query('BEGIN');
          for (const { table, columns, rows } of ready)
            await copyText(client, `copy_${table}`, columns, rows.slice(from, from + slice));
          await client.query(MOVE_BALANCES, [ready[0]?.rows[from]?.[0]]);
          await client.query('COMMIT');
        }
      }),
    );
  }

  /** Everything in one transaction, from bytes in PostgreSQL's own binary form: the least that writing these rows takes. */
  async copyWhole(items: number, ready: Copied[]): Promise<number> {
    await this.freshCopies(ready);
    return this.withClient((client) =>
      rateOf(items, async () => {
        await client.query('BEGIN');
        for (const { table, columns, data } of ready) await copyIn(client, `copy_${table}`, columns, data);
        await client.query(MOVE_BALANCES, [0]);
        await client.query('COMMIT');
      }),
    );
  }

  private async columnsOf(table: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER'
       ORDER BY ordinal_position`,
      [table],
    );
    return rows.map(({ name }) => name);
  }

  /** Empty tables with the same columns, keys, checks, indexes and append-only triggers. */
  private async freshCopies(tables: { table: string }[]): Promise<void> {
    for (const { table } of tables) {
      await this.pool.query(`
        DROP TABLE IF EXISTS copy_${table};
        CREATE TABLE copy_${table} (LIKE ${table} INCLUDING ALL);
        CREATE TRIGGER copy_${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON copy_${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();`);
    }
  }

  private async withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const result = await work(client);
    client.release();
    return result;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
