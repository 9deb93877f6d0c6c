/**
 * The demo in steps, each done once. A step that writes by itself does so in the transaction that also marks it done; a
 * step that calls services with transactions of their own gives each call a key made from the step's name, so a step cut
 * short by `kill -9` is gone through again and does nothing twice.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { ActorsService } from '../identity/actors.service.js';
import { Clock } from '../platform/clock.js';
import { addDays, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, type JsonValue, keyOf } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';

export class DemoSteps {
  private constructor(
    readonly app: NestExpressApplication,
    readonly db: DataSource,
    /** The day of the first load, from which everything is counted back. */
    readonly today: PlainDate,
  ) {}

  static async begin(app: NestExpressApplication): Promise<DemoSteps> {
    const db = app.get(DataSource);
    const today = app.get(Clock).today();
    const steps = new DemoSteps(app, db, today);
    return new DemoSteps(app, db, await steps.once('begun', () => Promise.resolve(today)));
  }

  /** The day so many days before the first load, or after it where the number is negative. */
  ago(days: number): PlainDate {
    return addDays(this.today, -days);
  }

  async isDone(name: string): Promise<boolean> {
    return (await this.answerOf(this.db, name)) !== undefined;
  }

  /** Does the work in one transaction with its mark, or answers what it answered then. */
  async once<T extends JsonValue>(name: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return transact(this.db, async (tx) => {
      const known = await this.answerOf<T>(tx, name);
      if (known !== undefined) return known;
      const answer = await work(tx);
      await this.mark(tx, name, answer);
      return answer;
    });
  }

  /** Does work that opens its own transactions, with keys from `key`, then marks it. */
  async through<T extends JsonValue>(name: string, work: () => Promise<T>): Promise<T> {
    const known = await this.answerOf<T>(this.db, name);
    if (known !== undefined) return known;
    const answer = await work();
    await transact(this.db, (tx) => this.mark(tx, name, answer));
    return answer;
  }

  key(name: string): IdempotencyKey {
    return keyOf('demo', 'demo', name, name);
  }

  async actor(username: string): Promise<Actor> {
    const actor = await this.app.get(ActorsService).byUsername(username);
    if (!actor) throw new Error(`The demo has no user ${username}.`);
    return actor;
  }

  private async answerOf<T>(db: DataSource | EntityManager, name: string): Promise<T | undefined> {
    const rows = await db.query<{ answer: T }[]>(`SELECT answer FROM demo_step WHERE name = $1`, [name]);
    return rows[0]?.answer;
  }

  private async mark(tx: EntityManager, name: string, answer: JsonValue): Promise<void> {
    await tx.query(`INSERT INTO demo_step (name, answer) VALUES ($1, $2)`, [name, JSON.stringify(answer)]);
  }
}
