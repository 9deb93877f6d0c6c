/** Checkpoints of this log: signed with its key, read back only with its signature, and kept in the database. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Keys } from '../platform/keys.js';
import { Settings } from '../platform/settings.js';
import { type Checkpoint, formatCheckpoint, openCheckpoint } from '../tlog/checkpoint.js';
import { sameBytes } from '../tlog/encoding.js';
import { formatNote, parseNote, parseSignatureLines, signNote, withSignatures } from '../tlog/note.js';
import { formatVerifierKey, type NoteSigner } from '../tlog/note-keys.js';
import { nodeCrypto, signerWith } from '../tlog/node-crypto.js';
import { TlogError } from '../tlog/tlog-error.js';
import { LogHalt } from './log-halt.js';

/** A checkpoint that this log has signed. */
export type Signed = { size: number; root: Uint8Array; note: string };
/** As the database has it. */
export type Recorded = Signed & { signedAt: Date };

type Row = { size: bigint; root: Buffer; note: string; signed_at: Date };

@Injectable()
export class LogCheckpoints {
  private signer: Promise<NoteSigner> | undefined;

  constructor(
    private readonly keys: Keys,
    private readonly settings: Settings,
  ) {}

  /** The log's verifier key as one writes it down. */
  async vkey(): Promise<string> {
    return formatVerifierKey((await this.key()).key);
  }

  async sign({ size, root }: Pick<Checkpoint, 'size' | 'root'>): Promise<Signed> {
    const text = formatCheckpoint({ origin: this.settings.logOrigin, size, root, extensions: [] });
    const note = formatNote({ text, signatures: [await signNote(text, await this.key())] });
    return { size, root, note };
  }

  /**
   * A checkpoint from its note, its signature verified.
   * @throws TlogError where it is not one that this log has signed
   */
  async open(note: string): Promise<Signed> {
    const trust = { origin: this.settings.logOrigin, logKeys: [(await this.key()).key] };
    const { size, root } = await openCheckpoint(note, trust, nodeCrypto);
    return { size, root, note };
  }

  /**
   * As `open`, for one that must be ours.
   * @throws LogHalt
   */
  async mustOpen(note: string, where: string): Promise<Signed> {
    try {
      return await this.open(note);
    } catch (error) {
      if (error instanceof TlogError) throw new LogHalt(`the checkpoint in ${where} is not one that this log signed`);
      throw error;
    }
  }

  /**
   * The last one in the database.
   * @throws LogHalt where somebody changed it
   */
  async last(tx: EntityManager): Promise<Recorded | undefined> {
    const rows = await tx.query<Row[]>(`SELECT * FROM log_checkpoint ORDER BY size DESC LIMIT 1`);
    if (!rows[0]) return undefined;
    const recorded = recordedOf(rows[0]);
    const said = await this.mustOpen(recorded.note, 'the database');
    if (said.size !== recorded.size || !sameBytes(said.root, recorded.root))
      throw new LogHalt('the last checkpoint in the database is not what its note says');
    return recorded;
  }

  /** The first one that covers this event. */
  async covering(tx: EntityManager, sequence: bigint): Promise<Recorded | undefined> {
    const rows = await tx.query<Row[]>(`SELECT * FROM log_checkpoint WHERE size >= $1 ORDER BY size LIMIT 1`, [
      sequence,
    ]);
    return rows[0] && recordedOf(rows[0]);
  }

  /**
   * Compare and set: kept only if the last one still is the one of this size, undefined for none.
   * @throws Error when another program has signed meanwhile
   */
  async record(tx: EntityManager, signed: Signed, after: number | undefined, signedAt: Date): Promise<void> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO log_checkpoint (size, root, note, signed_at)
       SELECT $1::bigint, $2::bytea, $3::text, $4::timestamptz
       WHERE (SELECT max(size) FROM log_checkpoint) IS NOT DISTINCT FROM $5::bigint RETURNING size`,
      [signed.size, Buffer.from(signed.root), signed.note, signedAt, after ?? null],
    );
    if (rows.length !== 1) throw new Error('Another program has signed a checkpoint meanwhile.');
  }

  /** The note with the cosignatures that were collected for it. */
  async cosigned(tx: EntityManager, { size, note }: Signed): Promise<string> {
    const rows = await tx.query<{ line: string }[]>(`SELECT line FROM log_cosignature WHERE size = $1 ORDER BY at`, [
      size,
    ]);
    if (rows.length === 0) return note;
    const lines = parseSignatureLines(rows.map(({ line }) => `${line}\n`).join(''));
    return formatNote(withSignatures(parseNote(note), lines));
  }

  /** Verifier keys of the witnesses that are asked now, in the order in which they came. */
  async witnessKeys(tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ vkey: string }[]>(
      `SELECT vkey FROM log_witness WHERE removed_at IS NULL ORDER BY added_at, name`,
    );
    return rows.map(({ vkey }) => vkey);
  }

  private key(): Promise<NoteSigner> {
    return (this.signer ??= signerWith(this.settings.logOrigin, this.keys.log));
  }
}

function recordedOf({ size, root, note, signed_at: signedAt }: Row): Recorded {
  return { size: Number(size), root, note, signedAt };
}
