/** Money that came by a bank's statement, imported and posted as a clerk of the centre does. */
import { randomUUID } from 'node:crypto';
import { formatDate } from '../../src/platform/dates.js';
import { formatNumber } from '../../src/platform/money.js';
import { apiOf } from './api.js';
import type { TestApp } from './app.js';

export type BankLine = { reference: string; credit: bigint; memo: string };

/** As Vietcombank writes it, all of one day. */
function statementOf(lines: BankLine[], day: string): string {
  let balance = 1_000_000n;
  const rows = lines.map(({ reference, credit, memo }, at) => {
    balance += credit;
    const closing = at === lines.length - 1 ? formatNumber(balance) : '';
    return `1,${formatDate(day)},${reference},,${formatNumber(credit)},${closing},"${memo}"`;
  });
  return ['PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails', ...rows].join('\n');
}

export async function receiveByBank(t: TestApp, lines: BankLine[], day: string): Promise<void> {
  const api = apiOf(t);
  const kept = await t.http
    .post(`/api/v1/bank-accounts/${t.committee.centre.CT.bankAccountId}/statements`)
    .set('Authorization', `Bearer ${await t.signIn('tw.ketoan')}`)
    .set('Idempotency-Key', randomUUID())
    .attach('file', Buffer.from(statementOf(lines, day)), 'sao ke.csv');
  if (kept.status !== 201) throw new Error(kept.text);
  const { id } = kept.body as { id: string };
  const posted = await api.post('tw.ketoan', `/statements/${id}/post`);
  if (posted.status >= 300) throw new Error(posted.text);
  for (;;) {
    const { state, stoppedCode } = (await api.get('tw.ketoan', `/statements/${id}`)).body as Record<
      string,
      string | null
    >;
    if (state === 'posted') return;
    if (stoppedCode) throw new Error(stoppedCode);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
