/** What a person typed into a form, read into what a service takes; every problem is said beside its field, at once. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { type PlainDate, parseDay } from '../platform/dates.js';
import { parseVnd } from '../platform/money.js';
import { type FieldProblem, refuse } from '../platform/refusal.js';
import { tidyText } from '../platform/validation.js';

/** As posted: text by the field's name. */
export type FormValues = Record<string, string>;

/** The posted fields as text; of a field sent twice the last counts, and anything but text is left out. */
export const FormBody = createParamDecorator((_: unknown, context: ExecutionContext): FormValues => {
  const body = context.switchToHttp().getRequest<Request>().body as Record<string, unknown> | undefined;
  return textsOf(body ?? {});
});

/** The query of a page the same way: what a filter or a link says. */
export const FormQuery = createParamDecorator((_: unknown, context: ExecutionContext): FormValues => {
  return textsOf(context.switchToHttp().getRequest<Request>().query);
});

function textsOf(fields: Record<string, unknown>): FormValues {
  const texts = Object.entries(fields).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? (value as unknown[]).at(-1) : value,
  ]);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

type Sentence = { vi: string; en: string };

/**
 * Reads one field after the other and remembers what was wrong; `done()` throws it all together as `request.invalid`.
 * A required value that was missing reads as `''`, `0n` or today, which `done()` never lets through.
 */
export class FormReader {
  private readonly problems: FieldProblem[] = [];

  constructor(
    private readonly form: FormValues,
    private readonly today: PlainDate,
  ) {}

  /** Text that may be left empty. */
  optional(name: string, longest = 300): string | undefined {
    const text = tidyText(this.form[name] ?? '');
    if (text.length > longest) {
      this.problem(name, { vi: `Dài quá ${longest} ký tự.`, en: `Longer than ${longest} characters.` });
    }
    return text === '' ? undefined : text;
  }

  required(name: string, longest = 300, missing: Sentence = MISSING): string {
    const text = this.optional(name, longest);
    if (text === undefined) this.problem(name, missing);
    return text ?? '';
  }

  /** `500.000`, `500000đ`, `500k`, `2tr`; refuses nothing, zero, fractions and letters. */
  amount(name: string): bigint {
    const typed = this.form[name] ?? '';
    const amount = parseVnd(writtenOut(typed));
    if (amount === undefined) this.problem(name, typed.trim() === '' ? NO_AMOUNT : BAD_AMOUNT);
    return amount ?? 0n;
  }

  /** `5/7`, `05/07/2026`; today where it was left empty. */
  day(name: string, rule: { allowFuture?: boolean } = {}): PlainDate {
    return this.optionalDay(name, rule) ?? this.today;
  }

  optionalDay(name: string, rule: { allowFuture?: boolean } = {}): PlainDate | undefined {
    const typed = (this.form[name] ?? '').trim();
    if (typed === '') return undefined;
    const day = parseDay(typed, this.today);
    if (day === undefined) this.problem(name, BAD_DAY);
    else if (day > this.today && !rule.allowFuture) this.problem(name, FUTURE_DAY);
    return day;
  }

  /** One of these values. */
  choice<const T extends string>(name: string, values: readonly T[]): T {
    const value = values.find((each) => each === this.form[name]);
    if (value === undefined) this.problem(name, { vi: 'Chọn một.', en: 'Choose one.' });
    return value ?? (values[0] as T);
  }

  checked(name: string): boolean {
    return this.form[name] === 'on';
  }

  /** Says that a field is wrong for a reason of the page's own. */
  problem(path: string, sentence: Sentence): void {
    this.problems.push({ path, code: 'form', ...sentence });
  }

  /** @throws Refusal request.invalid with the problems of all fields read so far */
  done(): void {
    if (this.problems.length > 0) throw refuse('request.invalid', {}, this.problems);
  }
}

const UNITS: Record<string, number> = { k: 3, ng: 3, n: 3, tr: 6, triệu: 6, tỷ: 9, tỉ: 9, ty: 9 };

/** `500k` → `500000`, `1,5tr` → `1500000`, as script does in the page; anything else as it is. */
function writtenOut(typed: string): string {
  const [, whole, part = '', unit = ''] =
    /^(\d+)(?:[.,](\d{1,3}))?\s*(\p{L}+)$/u.exec(typed.trim().normalize('NFC').toLowerCase()) ?? [];
  const zeros = UNITS[unit];
  return whole === undefined || zeros === undefined ? typed : whole + part.padEnd(zeros, '0');
}

const MISSING: Sentence = { vi: 'Không được để trống.', en: 'Must not be empty.' };
const NO_AMOUNT: Sentence = { vi: 'Chưa ghi số tiền.', en: 'The amount is missing.' };
const BAD_AMOUNT: Sentence = {
  vi: 'Số tiền phải là số nguyên đồng, từ 1 trở lên; viết như 500.000.',
  en: 'The amount must be a whole number of đồng, 1 or more; write it as 500.000.',
};
const BAD_DAY: Sentence = {
  vi: 'Ngày không đúng; viết như 5/7 hoặc 05/07/2026.',
  en: 'Not a day; write 5/7 or 05/07/2026.',
};
const FUTURE_DAY: Sentence = { vi: 'Ngày này ở tương lai.', en: 'This day is in the future.' };
