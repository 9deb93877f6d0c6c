/** The leaves of the public log as the books keep them: read in slices, in the order of their sequence, changed by nobody. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** An event's leaf; its place in the tree is `sequence - 1`. */
export type StoredLeaf = {
  sequence: bigint;
  leaf: Buffer;
  /** As it was stored beside the leaf. */
  leafHash: Buffer;
};

@Injectable()
export class LeavesService {
  /** The sequence of the last event that is there, 0 without any; counted from the events, not from the ledger's head. */
  async last(tx: EntityManager): Promise<bigint> {
    const [row] = await tx.query<{ last: bigint }[]>(`SELECT coalesce(max(sequence), 0) AS last FROM event`);
    return row?.last ?? 0n;
  }

  /** The leaves from this sequence on, at most `limit`; some thousands at a time need little memory. */
  slice(tx: EntityManager, from: bigint, limit: number): Promise<StoredLeaf[]> {
    return tx.query(
      `SELECT sequence, leaf, leaf_hash AS "leafHash" FROM event
       WHERE sequence >= $1 AND sequence < $2 ORDER BY sequence`,
      [from, from + BigInt(limit)],
    );
  }

  /** The hashes of these leaves, computed again from their bytes by the database: what is stored as hash is not asked. */
  async hashes(tx: EntityManager, from: bigint, limit: number): Promise<{ sequence: bigint; hash: Buffer }[]> {
    return tx.query(
      `SELECT sequence, sha256('\\x00'::bytea || leaf) AS hash FROM event
       WHERE sequence >= $1 AND sequence < $2 ORDER BY sequence`,
      [from, from + BigInt(limit)],
    );
  }
}
