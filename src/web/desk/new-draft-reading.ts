/** What a clerk typed into the form of a manual entry, as the ledger takes it. */
import type { CostConsentDto } from '../../bookkeeping/entry-draft.dto.js';
import type { PostEntryDto } from '../../bookkeeping/ledger.dto.js';
import { isDocumentNo } from '../../platform/validation.js';
import type { FormReader, FormValues } from '../form-body.js';
import { readChoice, readOptionalChoice } from './choice.js';
import { accountOptions, FREE, FREE_ROWS, type NewDraftView, purposeOptions } from './new-draft-form.js';

const NO_NUMBER = { vi: 'Ghi số văn bản, như 12/BB-KK.', en: 'The number of a paper, as 12/BB-KK.' };

/** @throws Refusal request.invalid with each problem beside its field */
export function readEntry(reader: FormReader, form: FormValues, view: NewDraftView): PostEntryDto {
  const common = {
    fundId: view.fund?.value ?? '',
    effectiveDate: reader.day('effectiveDate'),
    ...given('adjusts', reader.optional('adjusts', 10)),
  };
  const dto: PostEntryDto =
    view.kind === FREE
      ? { ...common, ...readFree(reader, form, view) }
      : { ...common, ...readTemplate(reader, form, view) };
  reader.done();
  return dto;
}

/** @throws Refusal request.invalid */
export function readConsent(reader: FormReader, form: FormValues, view: NewDraftView): CostConsentDto {
  const options = view.choices ? purposeOptions(view.choices) : [];
  const dto = {
    restrictionId: Number(readChoice(reader, form, 'restrictionId', options)),
    documentNo: readNumber(reader, 'documentNo') ?? '',
    agreedOn: reader.day('effectiveDate'),
  };
  reader.done();
  return dto;
}

function readTemplate(reader: FormReader, form: FormValues, view: NewDraftView): Partial<PostEntryDto> {
  const { choices, form: asked } = view;
  if (!choices || !asked) return {};
  const { template, debit, credit, purposes } = asked;
  const purpose = purposeOptions(choices);
  const side = (name: string, { accounts, needed }: typeof debit): number | undefined => {
    const options = accountOptions(accounts);
    if (options.length === 0 && !needed) return undefined;
    const read = needed ? readChoice(reader, form, name, options) : readOptionalChoice(reader, form, name, options);
    return read === undefined || read === '' ? undefined : Number(read);
  };
  return {
    template: template.id,
    amount: Number(reader.amount('amount')),
    description: reader.optional('description', 500) ?? template.name.vi,
    ...given('debitAccountId', side('debitAccountId', debit)),
    ...given('creditAccountId', side('creditAccountId', credit)),
    ...(purposes > 0 && { restrictionId: Number(readChoice(reader, form, 'restrictionId', purpose)) }),
    ...(purposes === 2 && { toRestrictionId: Number(readChoice(reader, form, 'toRestrictionId', purpose)) }),
    ...given('party', reader.optional('party', 80)),
    ...(template.paper && given('documentNo', readNumber(reader, 'documentNo'))),
    ...(template.decision && given('decisionNo', readNumber(reader, 'decisionNo'))),
  };
}

function readFree(reader: FormReader, form: FormValues, view: NewDraftView): Partial<PostEntryDto> {
  const options = accountOptions(view.free ?? []);
  const movements = [];
  for (let i = 0; i < FREE_ROWS; i++) {
    const names = [`debit${i}`, `credit${i}`, `amount${i}`];
    if (i > 0 && names.every((name) => (form[name] ?? '').trim() === '')) continue;
    movements.push({
      debitAccountId: Number(readChoice(reader, form, `debit${i}`, options)),
      creditAccountId: Number(readChoice(reader, form, `credit${i}`, options)),
      amount: Number(reader.amount(`amount${i}`)),
    });
  }
  const typed = reader.optional('documentNo', 60);
  return {
    description: reader.required('description', 500),
    movements,
    ...(typed !== undefined && given('documentNo', readNumber(reader, 'documentNo'))),
  };
}

/** The number of a paper, of the form that may reach the public log. */
function readNumber(reader: FormReader, name: string): string | undefined {
  const number = reader.required(name, 60, NO_NUMBER);
  if (number !== '' && !isDocumentNo(number)) reader.problem(name, NO_NUMBER);
  return number === '' ? undefined : number;
}

function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
