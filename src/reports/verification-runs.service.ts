/** Verifications that are kept: those of each night and those that a person asked for. One goes on at a time. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, knownAnswers, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { toJsonInteger } from '../platform/money.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { transact } from '../platform/transact.js';
import { refuse } from './reports.refusals.js';
import { type Check, Verification, type VerificationReport } from './verification.service.js';

/** A verification that was done. `night` of a nightly one; `askedBy` the name of the person who asked for it. */
export type VerificationRun = {
  id: string;
  night: PlainDate | null;
  askedBy: string | null;
  startedAt: Date;
  tookMs: number;
  /** The position of the books that was checked. */
  sequence: bigint;
  ok: boolean;
  checks: Check[];
};

/** What the one who asked gets, the same again for the same key. */
export type VerificationAnswer = {
  id: string;
  startedAt: string;
  tookMs: number;
  sequence: number;
  ok: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
};

type Done = VerificationReport & { startedAt: Date; tookMs: number };

/** Any number that nothing else locks: two programs on one database do not verify it at the same time. */
const LOCK = 7_305_031;
const LIMIT = 20;

@Injectable()
export class VerificationRuns {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly verification: Verification,
    private readonly clock: Clock,
  ) {}

  /**
   * Verifies now, for a person.
   * @throws Refusal verification.running (409) while another goes on, idempotency.conflict (409)
   */
  async ask(actor: Actor, key: IdempotencyKey): Promise<VerificationAnswer> {
    const known = (await transact(this.db, (tx) => knownAnswers(tx, [key])))(0);
    const keep = (work: (tx: EntityManager) => Promise<VerificationAnswer>): Promise<VerificationAnswer> =>
      transact(this.db, (tx) => once(tx, key, () => work(tx)));
    if (known !== undefined) return keep(() => Promise.reject(new Error('A known answer was forgotten.')));
    const outcome = await this.alone(() => this.verify());
    if (outcome === 'busy') throw refuse('verification.running');
    return keep(async (tx) => {
      const id = await insert(tx, outcome, { askedBy: actor.id });
      const { startedAt, tookMs, sequence, ok, checks } = outcome;
      return { id, startedAt: startedAt.toISOString(), tookMs, sequence: toJsonInteger(sequence), ok, checks };
    });
  }

  /**
   * The run of a night, unless some program has done it.
   * @param signal stops it between two steps, as when the program ends; it throws then
   * @returns the run if it was done here, `known` if it had been done, `busy` if another verification goes on
   */
  async nightly(night: PlainDate, signal?: AbortSignal): Promise<VerificationReport | 'known' | 'busy'> {
    return this.alone(async () => {
      const [known] = await this.db.query<unknown[]>(`SELECT 1 FROM verification_run WHERE night = $1`, [night]);
      if (known) return 'known' as const;
      const done = await this.verify(signal);
      await transact(this.db, (tx) => insert(tx, done, { night }));
      return done;
    });
  }

  /** The runs, newest first. */
  async list({ limit = LIMIT, cursor }: { limit?: number; cursor?: string } = {}): Promise<Page<VerificationRun>> {
    const [, instant = null, id = null] = /^(\S+) (\S+)$/.exec(decodeCursor(cursor) ?? '') ?? [];
    const before = instant !== null && !Number.isNaN(Date.parse(instant)) && /^[0-9a-f-]{36}$/.test(id ?? '');
    const rows = await this.db.query<VerificationRun[]>(
      `SELECT r.id, r.night, u.name AS "askedBy", r.started_at AS "startedAt", r.took_ms AS "tookMs", r.sequence, r.ok, r.checks
       FROM verification_run r LEFT JOIN app_user u ON u.id = r.asked_by
       WHERE $1::timestamptz IS NULL OR (r.started_at, r.id) < ($1::timestamptz, $2::uuid)
       ORDER BY r.started_at DESC, r.id DESC LIMIT $3`,
      [before ? instant : null, before ? id : null, limit + 1],
    );
    return pageOf(rows, limit, (last) => `${last.startedAt.toISOString()} ${last.id}`);
  }

  private async verify(signal?: AbortSignal): Promise<Done> {
    const startedAt = this.clock.now();
    const began = performance.now();
    const report = await this.verification.verify(signal);
    return { ...report, startedAt, tookMs: Math.round(performance.now() - began) };
  }

  /** Does the work unless one like it goes on in any program. The lock dies with the program that holds it. */
  private async alone<T>(work: () => Promise<T>): Promise<T | 'busy'> {
    const runner = this.db.createQueryRunner();
    try {
      const lock = `SELECT pg_try_advisory_lock($1::bigint) AS mine`;
      const [row] = (await runner.query(lock, [LOCK])) as { mine: boolean }[];
      if (!row?.mine) return 'busy';
      try {
        return await work();
      } finally {
        await runner.query(`SELECT pg_advisory_unlock($1::bigint)`, [LOCK]);
      }
    } finally {
      await runner.release();
    }
  }
}

async function insert(
  tx: EntityManager,
  { startedAt, tookMs, sequence, ok, checks }: Done,
  cause: { night: PlainDate } | { askedBy: string },
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO verification_run (id, night, asked_by, started_at, took_ms, sequence, ok, checks)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      'night' in cause ? cause.night : null,
      'askedBy' in cause ? cause.askedBy : null,
      startedAt,
      tookMs,
      sequence,
      ok,
      JSON.stringify(checks),
    ],
  );
  return id;
}
