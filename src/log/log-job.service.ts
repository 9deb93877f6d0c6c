/** Signs every second what was posted, while the program serves. Whoever puts the program together for another use starts none. */
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { log } from '../platform/log.js';
import { LogService } from './log.service.js';

const EVERY_MS = 1_000;
/** After a round that failed, as when the disk is full: beginning again reads the whole log. */
const PATIENCE_MS = 10_000;

@Injectable()
export class LogJob implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private notBefore = 0;
  private ending = false;

  constructor(private readonly service: LogService) {}

  start(): void {
    this.timer ??= setInterval(() => void (this.running ??= this.tick()), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    await this.service.stop();
    await this.running;
  }

  private async tick(): Promise<void> {
    try {
      if (performance.now() >= this.notBefore && (await this.service.isDue())) await this.service.extend();
    } catch (error) {
      this.notBefore = performance.now() + PATIENCE_MS;
      const { name, code } = error as NodeJS.ErrnoException;
      if (!this.ending) log.error({ error: name, code }, 'The public log could not be extended; tried again soon.');
    } finally {
      this.running = undefined;
    }
  }
}
