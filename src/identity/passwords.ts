/** Hashing passwords with argon2id, away from the event loop and a few at a time. */
import { hash, verify } from '@node-rs/argon2';
import { refuse } from '../platform/refusal.js';
import { normalisePassword } from './passwords.rules.js';

// OWASP's recommendation: 19 MiB, two passes. Two at a time leave the other threads to files and fonts.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const MOST_WAITING = 200;

let running = 0;
const waiting: (() => void)[] = [];

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalisePassword(password), COST));
}

/**
 * Whether the password is the one that was hashed. Without a hash (no such user, no password yet) it takes as long and
 * answers no, so that the time tells nothing. `turn` goes round the work when it is this one's turn: guesses that come all
 * at once are so looked at and counted a few at a time.
 */
export function verifyPassword(
  known: string | null | undefined,
  password: string,
  turn: (work: () => Promise<boolean>) => Promise<boolean>,
): Promise<boolean> {
  const work = async (): Promise<boolean> => {
    const matches = await verify(known ?? (await nobodysHash()), normalisePassword(password));
    return matches && typeof known === 'string';
  };
  return inTurn(() => turn(work));
}

let nobody: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobody ??= hash('a password that nobody has', COST);
  return nobody;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else {
    if (waiting.length >= MOST_WAITING) throw refuse('server.busy');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    // The place is handed on, so `running` only falls when nobody waits.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
