/**
 * Makes open data once a night, from three in the morning on, and when the program comes up after a night it was off.
 * Where nothing has changed there is no new snapshot.
 */
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { dayOf, type PlainDate } from '../platform/dates.js';
import { log } from '../platform/log.js';
import { OpenDataService } from './open-data.service.js';

const EVERY_MS = 60_000;
/** After one that could not be finished, as when the disk was full. */
const PATIENCE_MS = 10 * 60_000;
const AFTER_MIDNIGHT_MS = 3 * 60 * 60 * 1_000;

@Injectable()
export class OpenDataNight implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private done: PlainDate | undefined;
  private notBefore = 0;

  constructor(
    private readonly openData: OpenDataService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void (this.running ??= this.tick()), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Makes tonight's snapshot unless this program has; the same books make none. */
  async runIfDue(): Promise<void> {
    const night = dayOf(new Date(this.clock.now().getTime() - AFTER_MIDNIGHT_MS));
    if (night === this.done) return;
    const { snapshot, made } = await this.openData.make();
    this.done = night;
    if (made) log.info({ night, snapshot: snapshot.id }, 'Open data was made.');
  }

  private async tick(): Promise<void> {
    try {
      if (performance.now() >= this.notBefore) await this.runIfDue();
    } catch (error) {
      this.notBefore = performance.now() + PATIENCE_MS;
      log.error({ error: (error as Error).name }, 'Open data could not be made; tried again in ten minutes.');
    } finally {
      this.running = undefined;
    }
  }
}
