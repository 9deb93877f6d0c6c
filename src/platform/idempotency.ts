/**
 * The same request twice does the thing once: a key is kept with the hash of the request and the answer, in the
 * transaction of the effect and on success only, so a retry after an error starts afresh.
 */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { createHash, hash } from 'node:crypto';
import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { PgRows } from './pg-rows.js';
import { prepared } from './prepared.js';
import { refuse } from './refusal.js';
import { answeredLater } from './transact.js';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };

/** Who asks (a user's id), for what (method and route), under which key, with the SHA-256 of what was asked. */
export type IdempotencyKey = { scope: string; route: string; key: string; bodyHash: Buffer };

type Body = Record<string, unknown> | undefined;
type Asked = Request & { actor?: { id: string }; file?: { buffer?: Buffer } };

/** The key of this request: the Idempotency-Key header, or the hidden field of a form. Missing or malformed = 400. */
export const Idempotency = createParamDecorator((_: unknown, context: ExecutionContext): IdempotencyKey =>
  keyOfRequest(context.switchToHttp().getRequest<Asked>()),
);

/** The same for a route where only some requests write, as one with a dry run. */
export function keyOfRequest(request: Asked): IdempotencyKey {
  const { idempotencyKey: formKey, ...content } = (request.body as Body) ?? {};
  const key = request.header('idempotency-key') ?? formKey;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw refuse('idempotency.missing');
  const file = request.file?.buffer;
  return {
    scope: request.actor?.id ?? 'public',
    route: `${request.method} ${request.path}`,
    key,
    bodyHash: hashOf(content, file),
  };
}

/** A key for work that comes from no HTTP request, as the command line's. */
export function keyOf(scope: string, route: string, key: string, content: unknown): IdempotencyKey {
  return { scope, route, key, bodyHash: hashOf(content) };
}

/**
 * Does the work once for this key. A second caller with the same key waits for the first to commit, then gets its
 * answer; with another body it is refused. The answer must be plain JSON, since it may come back from the table.
 */
export async function once<T extends JsonValue>(
  tx: EntityManager,
  key: IdempotencyKey,
  work: () => Promise<T>,
): Promise<T> {
  const fresh = await tx.query<unknown[]>(
    `INSERT INTO idempotency_key (scope, route, key, body_hash, answer) VALUES ($1, $2, $3, $4, 'null')
     ON CONFLICT (scope, route, key) DO NOTHING RETURNING 1`,
    [key.scope, key.route, key.key, key.bodyHash],
  );
  if (fresh.length === 0) return knownAnswer<T>(tx, key);
  const answer = await work();
  await tx.query(`UPDATE idempotency_key SET answer = $4 WHERE scope = $1 AND route = $2 AND key = $3`, [
    key.scope,
    key.route,
    key.key,
    JSON.stringify(answer),
  ]);
  return answer;
}

type KnownRow = { key: string; scope: string; route: string; body_hash: Buffer; answer: JsonValue };

async function knownAnswer<T extends JsonValue>(tx: EntityManager, key: IdempotencyKey): Promise<T> {
  const [known] = await tx.query<KnownRow[]>(
    `SELECT key, scope, route, body_hash, answer FROM idempotency_key WHERE scope = $1 AND route = $2 AND key = $3`,
    [key.scope, key.route, key.key],
  );
  if (!known?.body_hash.equals(key.bodyHash)) throw refuse('idempotency.conflict');
  return known.answer as T;
}

/** LIMIT makes it one look by the key for each: a plan made while the table was small would read all of it ever after. */
const KNOWN = prepared(
  `SELECT i.* FROM unnest($1::text[], $2::text[], $3::text[]) AS w(scope, route, key)
   CROSS JOIN LATERAL (
     SELECT k.key, k.scope, k.route, k.body_hash, k.answer FROM idempotency_key k
     WHERE k.scope = w.scope AND k.route = w.route AND k.key = w.key LIMIT 1) i`,
);
const KEEP = prepared(
  `INSERT INTO idempotency_key (scope, route, key, body_hash, answer)
   SELECT * FROM unnest($1::idempotency_row[])`,
);

/** What is known of these keys, for writes that take a list under the ledger's lane: the answer, a conflict, or nothing. */
export async function knownAnswers(
  tx: EntityManager,
  keys: IdempotencyKey[],
): Promise<(index: number) => { answer: JsonValue } | 'conflict' | undefined> {
  const rows = await tx.query<KnownRow[]>(KNOWN, [
    keys.map((k) => k.scope),
    keys.map((k) => k.route),
    keys.map((k) => k.key),
  ]);
  const known = new Map(rows.map((row) => [nameOf(row), row]));
  return (index) => {
    const key = keys[index];
    const row = key && known.get(nameOf(key));
    if (!key || !row) return undefined;
    return row.body_hash.equals(key.bodyHash) ? { answer: row.answer } : 'conflict';
  };
}

/** Keeps the answers of a list of writes, in their transaction. */
export async function keepAnswers(
  tx: EntityManager,
  kept: { key: IdempotencyKey; answer: JsonValue }[],
): Promise<void> {
  if (kept.length === 0) return;
  const rows = new PgRows();
  for (const { key, answer } of kept)
    rows.push(key.scope, key.route, key.key, `\\x${key.bodyHash.toString('hex')}`, JSON.stringify(answer));
  await answeredLater(tx, tx.query(KEEP, [rows.text()]));
}

/** One name for scope, route and key together. */
export function nameOf(key: { scope: string; route: string; key: string }): string {
  return JSON.stringify([key.scope, key.route, key.key]);
}

function hashOf(content: unknown, file?: Buffer): Buffer {
  const text = JSON.stringify(content) ?? '';
  return file ? createHash('sha256').update(text).update(file).digest() : hash('sha256', text, 'buffer');
}
