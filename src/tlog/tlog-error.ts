/**
 * Why something of a log was refused:
 * - `malformed`: it is not of the format (also: too long, not canonical)
 * - `out-of-range`: an index or a size that the tree does not have
 * - `bad-proof`: the proof does not lead to the root
 * - `bad-tile`: a tile or bundle is not part of the tree with that root
 * - `bad-signature`: a signature of a known key does not verify
 * - `unsigned`: too few of the known keys have signed
 * - `wrong-log`: the checkpoint is of another log
 */
export type TlogReason =
  'malformed' | 'out-of-range' | 'bad-proof' | 'bad-tile' | 'bad-signature' | 'unsigned' | 'wrong-log';

/** What every function here throws when it refuses its input. Its text holds nothing of that input but names and numbers. */
export class TlogError extends Error {
  override readonly name = 'TlogError';

  constructor(
    readonly reason: TlogReason,
    message: string,
  ) {
    super(message);
  }
}
