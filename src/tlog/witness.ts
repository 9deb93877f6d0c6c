// A witness (C2SP tlog-witness, § add-checkpoint): it cosigns a log's checkpoint only if that continues the last one it
// cosigned. Where it keeps that is somebody else; this file decides.
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { sameBytes } from './encoding.js';
import { EMPTY_ROOT, type Hash, type TlogCrypto } from './hashing.js';
import { cosignNote, formatSignatureLines, parseNote } from './note.js';
import type { NoteSigner, VerifierKey } from './note-keys.js';
import { verifyConsistency } from './proofs.js';
import { TlogError } from './tlog-error.js';
import { type AddCheckpoint, formatTreeSize, parseAddCheckpoint, TREE_SIZE_TYPE } from './witness-request.js';

/** The last checkpoint of a log that was cosigned. */
export interface Cosigned {
  readonly size: number;
  readonly root: Hash;
  /** The signed note, as the log sent it. */
  readonly checkpoint: string;
  /** When it was cosigned, in seconds since 1970. */
  readonly seen: number;
}

/** Where a witness keeps what it cosigned. */
export interface WitnessStore {
  /**
   * Hands the last one of this log (undefined for none) to `decide`, and keeps what that answers; where it throws, all
   * stays. Nobody comes between. When it resolves, what was kept is on disk: a cosignature may leave.
   */
  replace(origin: string, decide: (last: Cosigned | undefined) => Promise<Cosigned>): Promise<void>;
}

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

/** Why the witness does not cosign, on its way out of the store's one step. */
class Refused extends Error {
  constructor(readonly answer: WitnessAnswer) {
    super(answer.body);
  }
}

export class Witness {
  constructor(
    private readonly signer: NoteSigner,
    /** One key of each log; a log's origin is its key's name. */
    private readonly logs: readonly VerifierKey[],
    private readonly store: WitnessStore,
    private readonly crypto: TlogCrypto,
    /** Seconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Answers the body of `POST <prefix>/add-checkpoint`. Rejects only where the store does. */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    try {
      const request = parseAddCheckpoint(body);
      const opened = await this.open(request.checkpoint);
      if (request.oldSize > opened.size) return plain(400, 'The old size is larger than the checkpoint.');
      const seen = this.now();
      await this.store.replace(opened.origin, (last) => this.next(last, request, opened, seen));
      const line = await cosignNote(opened.note.text, this.signer, seen);
      return plain(200, formatSignatureLines([line]));
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      if (error instanceof TlogError) return plain(400, error.message);
      throw error;
    }
  }

  /** The checkpoint, if it is of a known log and signed by it. */
  private async open(message: string): Promise<OpenedCheckpoint> {
    const { origin } = parseCheckpoint(parseNote(message).text);
    const logKeys = this.logs.filter(({ name }) => name === origin);
    if (logKeys.length === 0) throw new Refused(plain(404, 'This log is not known here.'));
    try {
      return await openCheckpoint(message, { origin, logKeys }, this.crypto);
    } catch (error) {
      throw new Refused(plain(403, error instanceof Error ? error.message : 'Not signed.'));
    }
  }

  private async next(
    last: Cosigned | undefined,
    { oldSize, proof, checkpoint }: AddCheckpoint,
    { size, root }: OpenedCheckpoint,
    seen: number,
  ): Promise<Cosigned> {
    const [knownSize, oldRoot] = [last?.size ?? 0, last?.root ?? EMPTY_ROOT];
    // Also when the old size is right and another tree has the same size: the log is told what was cosigned.
    if (oldSize !== knownSize || (last && size === knownSize && !sameBytes(root, oldRoot))) throw conflict(knownSize);
    try {
      await verifyConsistency({ oldSize, oldRoot, size, root, proof }, this.crypto.sha256);
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
      throw new Refused(plain(422, error.message));
    }
    return { size, root, checkpoint, seen };
  }
}

function conflict(size: number): Refused {
  return new Refused({ status: 409, type: TREE_SIZE_TYPE, body: formatTreeSize(size) });
}

function plain(status: WitnessAnswer['status'], body: string): WitnessAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: body.endsWith('\n') ? body : `${body}\n` };
}
