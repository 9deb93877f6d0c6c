/** Keeps the sums of each account and day close behind the head, so that a balance at a date is a sum of few rows. */
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** How far the watermark may stay behind: that many movements are added up beside the sums at most. */
export const MOST_BEHIND = 2_000n;

const EVERY_MS = 1_000;

@Injectable()
export class DaysService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private rolling: Promise<void> | undefined;

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void (this.rolling ??= this.keepUp()), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.rolling;
  }

  /** Adds everything up to the head. Each step is a transaction of its own; one that is cut off has added nothing. */
  async rollUp(): Promise<void> {
    for (;;) {
      const [row] = await this.db.query<{ behind: bigint }[]>(`SELECT ledger_roll_up() AS behind`);
      if (!row || row.behind <= 0n) return;
    }
  }

  /** A database that is away for a moment is no reason to stop: sums that are behind are still right, only slower. */
  private async keepUp(): Promise<void> {
    try {
      const [row] = await this.db.query<{ behind: bigint }[]>(
        `SELECT h.sequence - w.sequence AS behind FROM ledger_head h, day_watermark w`,
      );
      if (row && row.behind > MOST_BEHIND) await this.rollUp();
    } catch {
      // The next second tries again; verify tells when the watermark stays behind.
    } finally {
      this.rolling = undefined;
    }
  }
}
