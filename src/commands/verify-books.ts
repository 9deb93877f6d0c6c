import { Verification } from '../reports/verification.service.js';
import type { Program } from './program.js';
import { WHOLE } from './scope.js';

/** Computes the books again and says what was found: exit code 1 when a check is not right. */
export async function verifyBooks({ app, actor, answers }: Program): Promise<boolean> {
  actor.require('ledger.verify', WHOLE);
  const { ok, sequence, checks } = await app.get(Verification).verify();
  const lines = checks.map((check) => `${check.ok ? '✓' : '✗'} ${check.name}: ${check.detail}`);
  const verdict = ok
    ? `Sổ đúng đến số thứ tự ${sequence}. The books are right up to sequence ${sequence}.`
    : `Sổ KHÔNG đúng, xem dòng ✗. The books are NOT right, see the lines with ✗.`;
  await answers.answer({ ok, sequence, checks }, [...lines, verdict].join('\n'));
  return ok;
}
