/** Plain sentences about a batch for who decides on it and for the board: what fits, and what to look at. */
import { formatVnd } from '../platform/money.js';
import type { BatchCheck } from './disbursement.dto.js';
import type { DisbursementState, Method } from './disbursement.rules.js';

/** What is known of one line beside its amount. Hashes and folded names only tell equals apart; they are never shown. */
export type CheckedLine = {
  position: number;
  amount: bigint;
  /** Got money from the same fund in another batch of the last 365 days. */
  paidBefore: boolean;
  /** Has a status decided for this year or the last. */
  hasStatus: boolean;
  /** Where the money goes: frozen at approval, before that where it would go now. */
  payee: string | null;
  /** Where it would go now. */
  payeeNow: string | null;
  /** Who signed in the head's place, folded. */
  signer: string | null;
};

export type CheckedBatch = {
  state: DisbursementState;
  method: Method;
  total: bigint;
  /** What is free on the batch's purpose. */
  available: bigint;
};

/** The sentences, worst first. */
export function checksOf(batch: CheckedBatch, lines: readonly CheckedLine[]): BatchCheck[] {
  const found = [...moneyChecks(batch, lines), ...householdChecks(lines), ...payeeChecks(batch, lines)];
  const order = { wrong: 0, wait: 1, true: 2 };
  return found.sort((a, b) => order[a.tone] - order[b.tone]);
}

function moneyChecks(batch: CheckedBatch, lines: readonly CheckedLine[]): BatchCheck[] {
  const sum = lines.reduce((total, line) => total + line.amount, 0n);
  const fits: BatchCheck =
    sum === batch.total
      ? say(
          'sum',
          'true',
          `Tổng ${formatVnd(batch.total)} đúng bằng ${lines.length} dòng`,
          `The total ${formatVnd(batch.total)} is the sum of ${lines.length} lines`,
        )
      : say('sum', 'wrong', 'Tổng không bằng các dòng', 'The total is not the sum of the lines');
  if (!['draft', 'submitted', 'rejected'].includes(batch.state)) return [fits];
  const short = batch.total - batch.available;
  return [
    fits,
    short > 0n
      ? say(
          'money',
          'wrong',
          `Quỹ còn dùng được ${formatVnd(batch.available)}, thiếu ${formatVnd(short)}`,
          `${formatVnd(batch.available)} is available, ${formatVnd(short)} is missing`,
        )
      : say(
          'money',
          'true',
          `Quỹ còn dùng được ${formatVnd(batch.available)}, đủ chi`,
          `${formatVnd(batch.available)} is available, enough to pay`,
        ),
  ];
}

function householdChecks(lines: readonly CheckedLine[]): BatchCheck[] {
  const before = positions(lines, ({ paidBefore }) => paidBefore);
  const without = positions(lines, ({ hasStatus }) => !hasStatus);
  return [
    ...about(
      before,
      'paid-before',
      'wait',
      'hộ đã nhận ở đợt trước trong 12 tháng',
      'households got money in an earlier pay-out of the last 12 months',
    ),
    ...about(
      without,
      'no-status',
      'wait',
      'hộ chưa ghi diện của năm nay hoặc năm trước',
      'households have no status on record for this year or the last',
    ),
    ...about(
      signedForMany(lines),
      'one-signer',
      'wrong',
      'dòng do cùng một người ký thay',
      'lines were signed by one and the same person for others',
    ),
  ];
}

function payeeChecks(batch: CheckedBatch, lines: readonly CheckedLine[]): BatchCheck[] {
  if (batch.method === 'cash') return [];
  const missing = positions(lines, ({ payee }) => payee === null);
  const changed = positions(lines, ({ payee, payeeNow }) => payee !== null && payee !== payeeNow);
  return [
    ...about(missing, 'no-account', 'wrong', 'hộ chưa có tài khoản nhận', 'households have no account to send to'),
    ...about(
      shared(lines, ({ payee }) => payee),
      'shared-account',
      'wrong',
      'hộ dùng chung một tài khoản nhận',
      'households share a payee account',
    ),
    ...about(
      changed,
      'account-changed',
      'wrong',
      'hộ đã đổi tài khoản nhận sau khi duyệt; tiền đi theo tài khoản đã duyệt',
      'households changed their account after the approval; the money goes to the approved one',
    ),
  ];
}

/** A signer of one line collects for a household; of two and more they are looked at. */
function signedForMany(lines: readonly CheckedLine[]): number[] {
  return shared(lines, ({ signer }) => signer);
}

function shared(lines: readonly CheckedLine[], keyOf: (line: CheckedLine) => string | null): number[] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return positions(lines, (line) => (counts.get(keyOf(line) ?? '') ?? 0) > 1);
}

function positions(lines: readonly CheckedLine[], is: (line: CheckedLine) => boolean): number[] {
  return lines.filter(is).map(({ position }) => position);
}

function about(found: number[], code: string, tone: BatchCheck['tone'], vi: string, en: string): BatchCheck[] {
  if (found.length === 0) return [];
  return [{ code, tone, vi: `${found.length} ${vi}`, en: `${found.length} ${en}`, positions: found }];
}

function say(code: string, tone: BatchCheck['tone'], vi: string, en: string): BatchCheck {
  return { code, tone, vi, en, positions: [] };
}
