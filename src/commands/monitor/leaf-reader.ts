/** A leaf of the public log as docs/public-log.md describes it: what a monitor needs of it, checked. */
import { type Canonical, canonicalJson } from '../../tlog/canonical.js';
import { textOf } from '../../tlog/encoding.js';
import { refuse } from './monitor.refusals.js';

const LONGEST_LEAF = 32_768;
const VERSION = 1;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** `amount` in đồng goes from the credited account to the debited one. */
export type LeafMovement = { amount: bigint; debit: LeafSide; credit: LeafSide };
export type LeafSide = { code: string; restriction: number | undefined };
export type LeafReservation = { restriction: number; amount: bigint };

export type ReadLeaf = {
  kind: string;
  /** RFC 3339, UTC. */
  recorded: string;
  fund: string | undefined;
  movements: LeafMovement[];
  reservations: LeafReservation[];
  facts: Record<string, unknown>;
};

/**
 * @param sequence of the event, 1 for the first leaf
 * @throws Refusal monitor.leaf-unreadable, monitor.leaf-version, monitor.leaf-order, monitor.leaf-content
 */
export function readLeaf(bytes: Uint8Array, sequence: number): ReadLeaf {
  const leaf = objectOf(bytes, sequence);
  if (leaf.v !== VERSION) throw refuse('monitor.leaf-version', { sequence, version: JSON.stringify(leaf.v ?? null) });
  const { kind, recorded, fund, reverses } = leaf;
  const named = typeof kind === 'string' && typeof recorded === 'string' && INSTANT.test(recorded);
  if (!named || (fund !== undefined && typeof fund !== 'string')) throw refuse('monitor.leaf-content', { sequence });
  if (reverses !== undefined && !(Number.isSafeInteger(reverses) && Number(reverses) < sequence))
    throw refuse('monitor.leaf-order', { sequence });
  const facts = leaf.facts ?? {};
  if (!isObject(facts)) throw refuse('monitor.leaf-content', { sequence });
  const movements = listOf(leaf.movements, sequence).map((each) => movementOf(each, sequence));
  const reservations = listOf(leaf.reservations, sequence).map((each) => reservationOf(each, sequence));
  if (movements.length > 0 && fund === undefined) throw refuse('monitor.leaf-content', { sequence });
  return { kind, recorded, fund, movements, reservations, facts };
}

function objectOf(bytes: Uint8Array, sequence: number): Record<string, unknown> {
  try {
    const text = textOf(bytes);
    const value: unknown = JSON.parse(text);
    if (bytes.length <= LONGEST_LEAF && isObject(value) && canonicalJson(value as Canonical) === text) return value;
  } catch {
    // Whatever it is, it is no canonical JSON.
  }
  throw refuse('monitor.leaf-unreadable', { sequence });
}

function movementOf(value: unknown, sequence: number): LeafMovement {
  const wrong = refuse('monitor.leaf-content', { sequence });
  if (!isObject(value)) throw wrong;
  const { amount, debit, credit, debitRestriction, creditRestriction } = value;
  if (!isWhole(amount) || amount <= 0 || typeof debit !== 'string' || typeof credit !== 'string') throw wrong;
  const side = (code: string, restriction: unknown): LeafSide => {
    if (restriction !== undefined && !isWhole(restriction)) throw wrong;
    return { code, restriction };
  };
  return {
    amount: BigInt(amount),
    debit: side(debit, debitRestriction),
    credit: side(credit, creditRestriction),
  };
}

function reservationOf(value: unknown, sequence: number): LeafReservation {
  if (!isObject(value) || !isWhole(value.amount) || !isWhole(value.restriction))
    throw refuse('monitor.leaf-content', { sequence });
  return { restriction: value.restriction, amount: BigInt(value.amount) };
}

function listOf(value: unknown, sequence: number): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refuse('monitor.leaf-content', { sequence });
  return value;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
