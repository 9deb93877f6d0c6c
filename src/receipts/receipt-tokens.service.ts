/**
 * Signs and verifies what a receipt's QR says. Nothing is signed when a gift is recorded: a token is made when its paper
 * is asked for, from the leaf of the gift, and is the same each time because Ed25519 is (RFC 8032 §5.1.6).
 */
import { Injectable } from '@nestjs/common';
import { createHash, createPublicKey, sign } from 'node:crypto';
import { JournalService } from '../books/journal.service.js';
import type { PlainDate } from '../platform/dates.js';
import { Keys } from '../platform/keys.js';
import { commitment, leafHash } from '../tlog/leaf.js';
import { nodeCrypto } from '../tlog/node-crypto.js';
import { readReceipt, type ReceiptToken, signReceipt, verifyReceipt } from './receipt-token.js';

export { fromHex, readReceipt, type ReceiptToken, ReceiptTokenError, splitQrText, toHex } from './receipt-token.js';

/** A key that receipts are signed with, as anyone may keep it. */
export type ReceiptKey = { id: Uint8Array; key: Uint8Array };

/** What is frozen of a receipt, and the name and salt as they stand today. */
export type ReceiptToSign = {
  sequence: bigint;
  effectiveDate: PlainDate;
  fundId: string;
  /** As it was given, in the currency's minor unit. */
  given: bigint;
  currency: string;
  printedName: string | null;
  nameSalt: Uint8Array | null;
};

@Injectable()
export class ReceiptTokens {
  private readonly own: ReceiptKey;

  constructor(
    private readonly journal: JournalService,
    private readonly signing: Keys,
  ) {
    const key = createPublicKey(signing.receipts).export({ type: 'spki', format: 'der' }).subarray(-32);
    this.own = { id: createHash('sha256').update(key).digest().subarray(0, 4), key };
  }

  /** The public keys that receipts of this instance were signed with, the one in use first. */
  keys(): ReceiptKey[] {
    return [this.own];
  }

  /**
   * The token of a receipt, in base32. The salt is in it as long as it opens what the gift's own leaf says of the name:
   * after a correction or an erasure it does not, and the token is made without.
   */
  async token(receipt: ReceiptToSign): Promise<string> {
    const leaf = (await this.journal.leaves([receipt.sequence])).get(receipt.sequence);
    if (!leaf) throw new Error('A receipt has no leaf.');
    const { facts } = JSON.parse(leaf.toString('utf8')) as { facts?: { name?: string } };
    const { printedName, nameSalt } = receipt;
    const salt = nameSalt && printedName !== null && opens(nameSalt, printedName, facts?.name) ? nameSalt : undefined;
    const claims = {
      sequence: receipt.sequence,
      date: receipt.effectiveDate,
      amount: receipt.given,
      currency: receipt.currency,
      fund: receipt.fundId,
      kind: 'gift' as const,
      leafHash: leafHash(leaf),
      ...(salt && { salt }),
    };
    return signReceipt(claims, this.own.id, (message) => sign(null, message, this.signing.receipts));
  }

  /** What a token says and whether one of these keys signed it. @throws ReceiptTokenError for what is no token */
  async verify(text: string): Promise<{ token: ReceiptToken; signed: boolean }> {
    const token = readReceipt(text);
    return { token, signed: await verifyReceipt(token, this.keys(), nodeCrypto.verifyEd25519) };
  }
}

function opens(salt: Uint8Array, name: string, committed: string | undefined): boolean {
  return commitment(salt, name).toString('hex') === committed;
}
