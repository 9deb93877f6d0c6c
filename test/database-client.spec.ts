import type { EntityManager } from 'typeorm';
import { DatabaseClient } from '../src/platform/database-client.js';
import { withClient } from '../src/platform/provision.js';
import { PgRows } from '../src/platform/pg-rows.js';
import { prepared } from '../src/platform/prepared.js';
import { answeredLater, transact } from '../src/platform/transact.js';
import { type Books, openBooks } from './support/books.js';

let books: Books;

beforeAll(async () => {
  books = await openBooks('2026-07-15T05:00:00Z');
  // The application's login may not create tables: the owner does.
  await withClient(books.databases.ownerUrl, (owner) =>
    owner.query(`CREATE TABLE kept (n integer PRIMARY KEY); GRANT ALL ON kept TO sovang_app`),
  );
});
afterAll(() => books.close());

const kept = async (): Promise<number[]> =>
  (await books.db.query<{ n: number }[]>(`SELECT n FROM kept ORDER BY n`)).map(({ n }) => n);
const keep = (tx: EntityManager, n: number): Promise<unknown> => tx.query(`INSERT INTO kept VALUES ($1)`, [n]);

describe('a transaction', () => {
  it.each([
    ['a statement with parameters', `SELECT $1::integer AS n, pg_current_xact_id()::text AS xact`, [7]],
    ['one without', `SELECT 7 AS n, pg_current_xact_id()::text AS xact`, undefined],
    ['a prepared one', prepared(`SELECT $1::integer AS n, pg_current_xact_id()::text AS xact -- prepared`), [7]],
  ])('holds its first statement and the next: %s', async (_, sql, values) => {
    for (let time = 0; time < 3; time++) {
      await transact(books.db, async (tx) => {
        const [first] = await tx.query<{ n: number; xact: string }[]>(sql, values);
        expect(first?.n).toBe(7);
        expect(await tx.query(`SELECT pg_current_xact_id()::text AS xact`)).toEqual([{ xact: first?.xact }]);
      });
    }
  });

  it('that does nothing leaves nothing open', async () => {
    await transact(books.db, () => Promise.resolve());
    await expect(transact(books.db, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const [{ open }] = await books.db.query(`SELECT now() <> statement_timestamp() AS open`);
    expect(open).toBe(false);
  });

  it('is rolled back with what was sent in it', async () => {
    await expect(
      transact(books.db, async (tx) => {
        await answeredLater(tx, keep(tx, 1));
        throw new Error('after it');
      }),
    ).rejects.toThrow('after it');
    expect(await kept()).toEqual([]);
  });

  it('keeps the isolation it asks for', async () => {
    await books.db.transaction('REPEATABLE READ', async (tx) => {
      expect(await tx.query(`SHOW transaction_isolation`)).toEqual([{ transaction_isolation: 'repeatable read' }]);
    });
  });
});

describe('a statement that nobody waits for', () => {
  it('is on disk when the transaction is answered', async () => {
    await transact(books.db, async (tx) => {
      await answeredLater(tx, keep(tx, 2));
      await answeredLater(tx, keep(tx, 3));
    });
    expect(await kept()).toEqual([2, 3]);
  });

  it('fails the whole transaction, with its own error and not with those that follow from it', async () => {
    const failing = (more: (tx: EntityManager) => Promise<unknown>): Promise<unknown> =>
      transact(books.db, async (tx) => {
        await keep(tx, 4);
        await answeredLater(tx, keep(tx, 2));
        await more(tx);
      });
    for (const more of [
      () => Promise.resolve(),
      (tx: EntityManager) => keep(tx, 5),
      (tx: EntityManager) => answeredLater(tx, keep(tx, 5)),
    ])
      await expect(failing(more)).rejects.toMatchObject({ driverError: { code: '23505', constraint: 'kept_pkey' } });
    expect(await kept()).toEqual([2, 3]);
  });

  it('is waited for where it was sent, when nobody else would', async () => {
    await expect(books.db.transaction((tx) => answeredLater(tx, keep(tx, 2)))).rejects.toMatchObject({
      driverError: { code: '23505' },
    });
  });
});

it('statements sent together fail with what failed first, whoever is told first', async () => {
  const wrapped = async (sent: Promise<unknown>, times: number): Promise<unknown> =>
    times === 0 ? sent : await wrapped(sent, times - 1);
  for (const depth of [0, 1, 5])
    await expect(
      transact(books.db, async (tx) => {
        await keep(tx, 6);
        await Promise.all([wrapped(keep(tx, 2), depth), tx.query(`SELECT 1`), keep(tx, 7)]);
      }),
    ).rejects.toMatchObject({ driverError: { code: '23505', constraint: 'kept_pkey' } });
  expect(await kept()).toEqual([2, 3]);
});

it('a prepared statement that is sent twice behind what failed, for the first time, fails with that too', async () => {
  const twice = prepared(`SELECT $1::integer AS n -- twice behind what failed`);
  const told: Promise<unknown>[] = [];
  await transact(books.db, async (tx) => {
    await keep(tx, 6);
    told.push(keep(tx, 2), tx.query(twice, [1]), tx.query(twice, [2]));
    await Promise.all(told);
  }).catch(() => undefined);
  for (const one of told)
    await expect(one).rejects.toMatchObject({ driverError: { code: '23505', constraint: 'kept_pkey' } });
  expect(await books.db.query(twice, [3])).toEqual([{ n: 3 }]);
});

it('a prepared statement whose parameter cannot be written leaves a connection that can still run it', async () => {
  const sum = prepared(`SELECT $1::text AS text -- a parameter that cannot be written`);
  for (const text of ['a', 'b']) {
    await expect(transact(books.db, (tx) => tx.query(sum, [{ n: 1n }]))).rejects.toThrow(/BigInt/);
    expect(await transact(books.db, (tx) => tx.query(sum, [text]))).toEqual([{ text }]);
    expect(await books.db.query(sum, [text])).toEqual([{ text }]);
  }
});

it('a row is read back as it was written', async () => {
  const texts = [
    '',
    ' ',
    ' a ',
    'NULL',
    'null',
    '\\',
    '\\\\',
    '"',
    '""',
    "'",
    '{}',
    '{"a"}',
    ',',
    '(',
    ')',
    '()',
    '\n\t\r',
    '😀',
    'Đặng',
  ];
  const rows = new PgRows();
  for (const text of texts) rows.push(text, null, `<${text}>`, '\\x00ff', JSON.stringify(text));
  const read = await books.db.query(`SELECT * FROM unnest($1::idempotency_row[])`, [rows.text()]);
  expect(read).toEqual(
    texts.map((text) => ({
      scope: text,
      route: null,
      key: `<${text}>`,
      body_hash: Buffer.from([0, 255]),
      answer: text,
    })),
  );
});

it('a connection that is ended between sending and answering fails the transaction, and the next one has another', async () => {
  const ended = transact(books.db, async (tx) => {
    await keep(tx, 8);
    await answeredLater(tx, tx.query(`SELECT pg_terminate_backend(pg_backend_pid())`));
    await answeredLater(tx, keep(tx, 9));
  });
  // What the server said last, or that the connection broke, whichever is read first.
  await expect(ended).rejects.toThrow(/terminat|ECONNRESET/);
  expect(await kept()).toEqual([2, 3]);
});

it('a connection that is ended while nobody listens to it ends nothing else', async () => {
  const client = new DatabaseClient({ connectionString: books.databases.appUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  await books.db.query(`SELECT pg_terminate_backend($1)`, [rows[0]?.pid]);
  await ended;
  await expect(client.query(`SELECT 1`)).rejects.toThrow(/not queryable/);
});

it('statements are answered in the order they were sent', async () => {
  await transact(books.db, async (tx) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => tx.query<{ n: number }[]>(`SELECT $1::integer AS n`, [n])),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
});

it('a prepared statement that fails when it is first sent, opening a transaction, is known the next time', async () => {
  const divide = prepared(`SELECT 10 / $1::integer AS n -- the first of a transaction`);
  const unknown = prepared(`SELECT n FROM not_there WHERE n = $1`);
  for (const time of [1, 2]) {
    await expect(transact(books.db, (tx) => tx.query(divide, [0]))).rejects.toMatchObject({
      driverError: { code: '22012' },
    });
    await expect(transact(books.db, (tx) => tx.query(unknown, [0]))).rejects.toMatchObject({
      driverError: { code: '42P01' },
    });
    expect(await transact(books.db, (tx) => tx.query(divide, [time]))).toEqual([{ n: 10 / time }]);
    expect(await books.db.query(divide, [5])).toEqual([{ n: 2 }]);
  }
});

it('a statement that cannot even be written fails its transaction, also where nobody waits for its answer', async () => {
  const before = await kept();
  const unwritable = {
    toPostgres(): never {
      throw new Error('unwritable');
    },
  };
  for (const sql of [prepared(`SELECT $1::text AS t -- unwritable`), `SELECT $1::text AS t`]) {
    const failing = transact(books.db, async (tx) => {
      await keep(tx, 70);
      await answeredLater(tx, tx.query(sql, [unwritable]));
      await answeredLater(tx, keep(tx, 71));
    });
    await expect(failing).rejects.toThrow('unwritable');
    expect(await kept()).toEqual(before);
  }
});
