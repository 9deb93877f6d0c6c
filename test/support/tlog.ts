/** What the tests of the public log's formats share. */
import { readFileSync } from 'node:fs';
import { TlogError, type TlogReason } from '../../src/tlog/tlog-error.js';

/** What other implementations made, recorded in `src/tlog/vectors`. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../src/tlog/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

/** That it is refused, and for this reason where one is named. */
export async function refused(act: Promise<unknown>, reason?: TlogReason): Promise<void> {
  const error: unknown = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TlogError);
  if (reason !== undefined) expect(error).toMatchObject({ reason });
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
