/** What a monitor fetches, with a limit to how long and how large: the other side is nobody to be trusted. */
import { refuse } from './monitor.refusals.js';

const PATIENCE_MS = 30_000;
/** A full bundle of the longest entries is 16 MB. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

export type Fetch = (path: string) => Promise<Uint8Array>;

/**
 * Fetches by path below an address.
 * @throws Refusal monitor.unreachable, also for any status but 200
 */
export function fetcher(address: URL): Fetch {
  const base = new URL(address.href.endsWith('/') ? address.href : `${address.href}/`);
  return async (path) => {
    try {
      const answer = await fetch(new URL(path, base), { signal: AbortSignal.timeout(PATIENCE_MS), cache: 'no-store' });
      if (answer.status !== 200) {
        await answer.body?.cancel();
        throw refuse('monitor.unreachable', { path, reason: answer.status });
      }
      return await limited(answer, path);
    } catch (error) {
      if (error instanceof Error && error.name === 'Refusal') throw error;
      throw refuse('monitor.unreachable', { path, reason: reasonOf(error) });
    }
  };
}

async function limited(answer: Response, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw refuse('monitor.unreachable', { path, reason: 'too long' });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code ?? error.name;
}
