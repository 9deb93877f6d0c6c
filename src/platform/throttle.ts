import { isIPv6 } from 'node:net';
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

/** One household has a whole /64 of IPv6 addresses, so it is counted as one. */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const whole = address.includes('::')
    ? [...groups, ...new Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return whole.slice(0, 4).join(':');
}
