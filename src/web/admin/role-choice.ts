import type { Role } from '../../identity/permissions.js';
import type { Lang } from '../../platform/refusal.js';
import { roleLabel } from '../desk/desk-nav.js';
import type { Option } from '../ui/form-state.js';

/** The roles that a person can hold. */
export const GRANTABLE = [
  'accountant',
  'chief_accountant',
  'cashier',
  'chair',
  'board',
  'administrator',
] as const satisfies readonly Role[];

export function roleOptions(lang: Lang): Option[] {
  return GRANTABLE.map((role) => ({ value: role, label: roleLabel(role, lang) }));
}
