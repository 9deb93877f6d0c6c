import { refuse } from './refusal.js';

type Count = { misses: number; until: number };

/**
 * Counts misses (a wrong password, an unknown code), never successes, per key. In memory: one serving program per
 * database. At most `size` keys are kept, oldest first out, so that a flood of addresses cannot fill the memory.
 */
export class MissThrottle {
  private readonly counts = new Map<string, Count>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly size = 50_000,
  ) {}

  /** Throws 429 while the key has missed too often. */
  check(key: string, now = Date.now()): void {
    const count = this.counts.get(key);
    if (count && count.until > now && count.misses >= this.most) throw refuse('request.too-many');
  }

  miss(key: string, now = Date.now()): void {
    const count = this.counts.get(key);
    const live = count && count.until > now ? count : { misses: 0, until: now + this.windowMs };
    this.counts.delete(key);
    this.counts.set(key, { misses: live.misses + 1, until: live.until });
    if (this.counts.size > this.size) this.counts.delete(this.counts.keys().next().value ?? '');
  }

  clear(key: string): void {
    this.counts.delete(key);
  }
}
