/** What was typed and what was wrong with it, so that a form comes back as it was left. No HTML here. */
import { refusalOf } from '../../platform/problems.filter.js';
import type { Lang } from '../../platform/refusal.js';

/** Both by the field's name; a problem under `''` concerns the whole form. */
export type FormState = { values: Record<string, string>; problems: Record<string, string> };

/** Problems that no field can mend: they are a page of their own. */
const NOT_OF_A_FORM = new Set([401, 403, 404, 429, 503]);

/** Fields that must be typed again, or that the form makes afresh. */
const NEVER_KEPT = /password|idempotencyKey/i;

/** A form filled beforehand. Amounts and days are given as text: `'1.234.567'`, `'05/07/2026'`. */
export function formWith(values: Record<string, string | undefined>): FormState {
  return { values: textsOf(values), problems: {} };
}

/**
 * The form to show again after a refusal: the values as typed, each problem beside its field.
 * @param body what was posted
 * @throws the error itself when it is not something the form can show: sign-in, permission, an unknown page, a fault
 */
export function formAfter(body: object, error: unknown, lang: Lang): FormState {
  const refusal = refusalOf(error);
  if (!refusal || NOT_OF_A_FORM.has(refusal.status)) throw error;
  const problems: Record<string, string> = {};
  for (const problem of refusal.problems) problems[problem.path] ??= problem[lang];
  if (refusal.problems.length === 0) problems[''] = refusal.sentence(lang);
  return { values: textsOf(body), problems };
}

export type Option = { value: string; label: string };

/**
 * The value of the option that a clerk meant in a `ComboField`: its value, its label, or the only label that contains
 * the words in any case and without their marks (`vi nguoi ngheo`). Undefined where none or several fit.
 */
export function chosenOption(options: readonly Option[], typed: string): string | undefined {
  const wanted = folded(typed);
  if (wanted === '') return undefined;
  const exact = options.filter((option) => option.value === typed.trim() || folded(option.label) === wanted);
  if (exact.length > 0) return exact.length === 1 ? exact[0]?.value : undefined;
  const near = options.filter((option) => folded(option.label).includes(wanted));
  return near.length === 1 ? near[0]?.value : undefined;
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}

function textsOf(body: object): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(body) as [string, unknown][]) {
    if (NEVER_KEPT.test(name)) continue;
    if (typeof value === 'string') texts[name] = value;
    else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
      texts[name] = String(value);
    }
  }
  return texts;
}
