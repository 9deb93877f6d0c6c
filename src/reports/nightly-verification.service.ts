/**
 * Verifies the books once a night, from two in the morning on. A program that was not up then does it when it comes up:
 * where the machine is switched off at night the books would else never be looked at.
 */
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { log } from '../platform/log.js';
import { nightDue } from './nightly.rules.js';
import { VerificationRuns } from './verification-runs.service.js';

const EVERY_MS = 60_000;
/** After a verification that could not be finished, as when the database was away. */
const PATIENCE_MS = 10 * 60_000;

@Injectable()
export class NightlyVerification implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly ending = new AbortController();
  private done: PlainDate | undefined;
  private notBefore = 0;

  constructor(
    private readonly runs: VerificationRuns,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void (this.running ??= this.tick()), EVERY_MS).unref();
  }

  /** Waits for the step that is under way; what is not finished is begun anew when a program is up. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.ending.abort();
    await this.running;
  }

  /** Does the night's run if it is due and nobody has done it. What is wrong is logged, in numbers and never in names. */
  async runIfDue(): Promise<void> {
    const night = nightDue(this.clock.now());
    if (night === this.done) return;
    const outcome = await this.runs.nightly(night, this.ending.signal);
    if (outcome === 'busy') return;
    this.done = night;
    if (outcome === 'known') return;
    const wrong = outcome.checks.filter(({ ok }) => !ok).map(({ name, detail }) => ({ name, detail }));
    if (wrong.length > 0) log.error({ night, sequence: String(outcome.sequence), wrong }, 'The books are not right.');
    else log.info({ night, sequence: String(outcome.sequence) }, 'The books are right.');
  }

  private async tick(): Promise<void> {
    try {
      if (performance.now() >= this.notBefore) await this.runIfDue();
    } catch (error) {
      this.notBefore = performance.now() + PATIENCE_MS;
      if (!this.ending.signal.aborted)
        log.error({ error: (error as Error).name }, 'The books could not be verified; tried again in ten minutes.');
    } finally {
      this.running = undefined;
    }
  }
}
