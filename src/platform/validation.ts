import { type ArgumentMetadata, Injectable, ValidationPipe, type ValidationError } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { buildMessage, IsInt, Max, Min, ValidateBy } from 'class-validator';
import { isPlainDate } from './dates.js';
import { type FieldProblem, refuse } from './refusal.js';

/** A whole number of đồng, 1 to 2^53-1: what a JSON integer carries exactly. */
export function IsVnd(): PropertyDecorator {
  return (target, property) => {
    for (const rule of [IsInt(), Min(1), Max(Number.MAX_SAFE_INTEGER)]) rule(target, property);
  };
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function IsPlainDate(): PropertyDecorator {
  return ValidateBy({
    name: 'isPlainDate',
    validator: { validate: isPlainDate, defaultMessage: buildMessage((each) => `${each}$property must be a day`) },
  });
}

/** `12/QĐ-MTTQ-BTT`: letters, digits, `/ - .` and spaces, with a digit somewhere. */
const DOCUMENT_NO = /^(?=.*\p{N})[\p{L}\p{N}][\p{L}\p{N}./ -]{0,59}$/u;

/** Nothing but nine digits or more is somebody's phone, account or identity number. */
const A_PERSONS_NUMBER = /^(?:[ .-]*\d){9,}[ .-]*$/;

export function isDocumentNo(value: unknown): boolean {
  return typeof value === 'string' && DOCUMENT_NO.test(value) && !A_PERSONS_NUMBER.test(value);
}

/** The number of a document. It reaches the public log, so its form leaves little room for anything else, as a name. */
export function IsDocumentNo(): PropertyDecorator {
  return ValidateBy({
    name: 'isDocumentNo',
    validator: {
      validate: isDocumentNo,
      defaultMessage: buildMessage((each) => `${each}$property must be the number of a document`),
    },
  });
}

/**
 * Leading and trailing white space goes, runs of it become one space, characters are composed (NFC), as names need, and
 * invisible ones go: a turned-round or empty-looking name on a receipt is a forgery's tool.
 */
export function Tidy(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? tidyText(value) : value));
}

export function tidyText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Cf}+/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Bodies and queries are checked against their DTO; a body without one is a programming error, not an open door. */
@Injectable()
export class CheckedPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: (errors) => refuse('request.invalid', {}, problemsOf(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // `import type` of a DTO erases it at run time to Object, and Nest would then check nothing.
    if (metadata.type === 'body' && metadata.metatype === Object) throw new Error('A body without a DTO class.');
    return super.transform(value, metadata);
  }
}

/** The problems of each field, nested ones with their path, as `lines[0].amount`. */
export function problemsOf(errors: ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : parent
        ? `${parent}.${error.property}`
        : error.property;
    const own = Object.keys(error.constraints ?? {})
      .slice(0, 1)
      .map((rule) => ({ path, code: rule, ...sentenceOf(rule) }));
    return [...own, ...problemsOf(error.children ?? [], path)];
  });
}

const SENTENCES: Record<string, { vi: string; en: string }> = {
  isInt: { vi: 'Phải là số nguyên.', en: 'Must be a whole number.' },
  min: { vi: 'Số quá nhỏ.', en: 'The number is too small.' },
  max: { vi: 'Số quá lớn.', en: 'The number is too large.' },
  isPlainDate: {
    vi: 'Ngày không đúng; viết theo dạng 2026-07-05.',
    en: 'Not a day of the calendar; write 2026-07-05.',
  },
  isDocumentNo: {
    vi: 'Chỉ ghi số văn bản, như 12/QĐ-MTTQ-BTT: chữ, số, dấu / - . và khoảng trắng, nhiều nhất 60 ký tự, có ít nhất một chữ số.',
    en: 'Only the number of a document, as 12/QĐ-MTTQ-BTT: letters, digits, / - . and spaces, at most 60, with a digit.',
  },
  isNotEmpty: { vi: 'Không được để trống.', en: 'Must not be empty.' },
  isString: { vi: 'Phải là chữ.', en: 'Must be text.' },
  maxLength: { vi: 'Dài quá mức cho phép.', en: 'Too long.' },
  minLength: { vi: 'Ngắn quá mức cho phép.', en: 'Too short.' },
  isIn: { vi: 'Không phải một lựa chọn có sẵn.', en: 'Not one of the choices.' },
  isUuid: { vi: 'Mã không đúng dạng.', en: 'Not a well-formed id.' },
  isBoolean: { vi: 'Phải là đúng hoặc sai.', en: 'Must be true or false.' },
  whitelistValidation: { vi: 'Ô này không có trong biểu mẫu.', en: 'This field is not known.' },
};

function sentenceOf(rule: string): { vi: string; en: string } {
  return SENTENCES[rule] ?? { vi: 'Giá trị chưa đúng.', en: 'Not a valid value.' };
}
