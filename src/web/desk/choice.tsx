/** One of many, as a list while it is short and found by typing once it is long; and reading what was meant. */
import type { VNode } from 'preact';
import type { FormReader, FormValues } from '../form-body.js';
import { ComboField, type Option, SelectField } from '../ui/fields.js';
import type { FieldProps } from '../ui/form.js';
import { chosenOption } from '../ui/form-state.js';

/** More than this and a list is too long to look through. */
const SHORT_LIST = 12;

export function ChoiceField(props: FieldProps & { options: readonly Option[]; blank?: string }): VNode {
  return props.options.length > SHORT_LIST ? <ComboField {...props} /> : <SelectField {...props} />;
}

/** The value of the option that was chosen or typed; says so beside the field where none or several fit. */
export function readChoice(reader: FormReader, form: FormValues, name: string, options: readonly Option[]): string {
  const value = chosenOption(options, form[name] ?? '');
  if (value === undefined) {
    reader.problem(name, { vi: 'Chọn một mục trong danh sách.', en: 'Choose one of the list.' });
  }
  return value ?? '';
}

/** The same where nothing may be chosen. */
export function readOptionalChoice(
  reader: FormReader,
  form: FormValues,
  name: string,
  options: readonly Option[],
): string | undefined {
  return (form[name] ?? '').trim() === '' ? undefined : readChoice(reader, form, name, options);
}
