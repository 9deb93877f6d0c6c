import { refusalOf } from '../platform/problems.filter.js';
import { refuse } from '../platform/refusal.js';

/**
 * The same problem, said beside the field that it is about, for `formAfter`.
 * @param fields the field by the refusal's code or by its beginning, as `{ 'identity.password-': 'password' }`
 */
export function besideField(error: unknown, fields: Record<string, string>): unknown {
  const refusal = refusalOf(error);
  if (!refusal || refusal.problems.length > 0) return error;
  const path = Object.entries(fields).find(([beginning]) => refusal.code.startsWith(beginning))?.[1];
  if (path === undefined) return error;
  const problem = { path, code: refusal.code, vi: refusal.sentence('vi'), en: refusal.sentence('en') };
  return refuse('request.invalid', {}, [problem]);
}
