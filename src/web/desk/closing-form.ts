/** Reads the notes of the closing form: each line's own, or the one for all lines of its point that were left empty. */
import type { ChecklistView } from '../../closing/closings-reader.service.js';
import { refuse } from '../../platform/refusal.js';
import { tidyText } from '../../platform/validation.js';
import type { FormValues } from '../form-body.js';
import { noteOf, noteOfAll } from './closing-checklist.js';

const LONGEST = 300;
const SHORTEST = 3;

/** @throws Refusal request.invalid for a note that says nothing, or too much */
export function readAnswers(form: FormValues, checklist: ChecklistView | undefined): { key: string; note: string }[] {
  const answers = (checklist?.points ?? []).flatMap(({ point, lines }) =>
    lines
      .filter(({ needs }) => needs === 'confirm')
      .map(({ key }) => ({ key, note: tidyText(form[noteOf(key)] ?? '') || tidyText(form[noteOfAll(point)] ?? '') })),
  );
  const wrong = answers.filter(({ note }) => note !== '' && (note.length < SHORTEST || note.length > LONGEST));
  if (wrong.length > 0) {
    const text = { vi: 'Ghi rõ đã xem gì, từ 3 đến 300 ký tự.', en: 'Say what was found, in 3 to 300 characters.' };
    throw refuse(
      'request.invalid',
      {},
      wrong.map(({ key }) => ({ path: noteOf(key), code: 'form', ...text })),
    );
  }
  return answers.filter(({ note }) => note !== '');
}
