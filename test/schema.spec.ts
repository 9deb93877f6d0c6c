// Entities say what the tables are; migrations make them. TypeORM's own comparison wants to drop indexes and CHECKs it does
// not know, so table, column and nullability are compared here.
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

it('is what the entities say: table, column and nullability', async () => {
  const db = t.app.get(DataSource);
  const columns = await db.query<{ name: string; nullable: boolean }[]>(
    `SELECT c.table_name || '.' || c.column_name AS name, c.is_nullable = 'YES' AS nullable
     FROM information_schema.columns c WHERE c.table_schema = 'public'`,
  );
  const made = new Map(columns.map(({ name, nullable }) => [name, nullable]));
  const said = db.entityMetadatas.flatMap(({ tableName, columns: all }) =>
    all.map(({ databaseName, isNullable }) => ({ name: `${tableName}.${databaseName}`, nullable: isNullable })),
  );
  expect(said.length).toBeGreaterThan(50);
  expect(said.filter(({ name, nullable }) => made.get(name) !== nullable)).toEqual([]);
});

it('has an entity for every column of the tables that have an entity at all', async () => {
  const db = t.app.get(DataSource);
  const tables = db.entityMetadatas.map(({ tableName }) => tableName);
  const said = new Set(db.entityMetadatas.flatMap((e) => e.columns.map((c) => `${e.tableName}.${c.databaseName}`)));
  const columns = await db.query<{ name: string }[]>(
    `SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c WHERE c.table_name = ANY ($1)`,
    [tables],
  );
  expect(columns.map(({ name }) => name).filter((name) => !said.has(name))).toEqual([]);
});

it('names every constraint that a refusal speaks for', async () => {
  const { declaredRefusals } = await import('../src/platform/refusal.js');
  const db = t.app.get(DataSource);
  const known = await db.query<{ name: string }[]>(
    `SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'`,
  );
  const raised = await db.query<{ source: string }[]>(
    `SELECT prosrc AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
  );
  const names = new Set(known.map(({ name }) => name));
  const sources = raised.map(({ source }) => source).join('\n');
  const spoken = [...declaredRefusals()].flatMap(([code, { constraint }]) =>
    constraint ? [{ code, constraint }] : [],
  );
  const missing = spoken.filter(
    ({ constraint }) =>
      !names.has(constraint) && !sources.includes(`'${constraint}'`) && !constraint.endsWith('_append_only'),
  );
  expect(missing).toEqual([]);
});
