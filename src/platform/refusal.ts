/**
 * Refusals: what a person can act on. Each feature declares its own in `x.refusals.ts`; together they are the one
 * catalogue that maps a stable code to an HTTP status and to the sentence in Vietnamese and English.
 */
export type Lang = 'vi' | 'en';

export type RefusalText = {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;
  vi: string;
  en: string;
  /** The PostgreSQL constraint whose violation means this refusal: the database's last word in the clerk's words. */
  constraint?: string;
};

/** Never personal data: these values reach error messages and logs. */
export type RefusalValues = Record<string, string | number | bigint>;

/** One problem of one field; `path` is the field's name in the body, as `lines[2].amount`. */
export type FieldProblem = { path: string; code: string; vi: string; en: string };

const catalogue = new Map<string, RefusalText>();
const byConstraint = new Map<string, string>();

export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly values: RefusalValues = {},
    readonly problems: FieldProblem[] = [],
  ) {
    super(code);
    this.name = 'Refusal';
  }

  get status(): number {
    return textOf(this.code).status;
  }

  /** The sentence for a person, with the values in their places. */
  sentence(lang: Lang): string {
    return fill(textOf(this.code)[lang], this.values);
  }
}

/** Declares refusals and answers the function that makes them: `throw refuse('donation.unknown', { id })`. */
export function refusals<const T extends Record<string, RefusalText>>(
  texts: T,
): (code: keyof T & string, values?: RefusalValues, problems?: FieldProblem[]) => Refusal {
  for (const [code, text] of Object.entries(texts)) {
    if (catalogue.has(code) && catalogue.get(code) !== text) throw new Error(`The refusal ${code} is declared twice.`);
    catalogue.set(code, text);
    if (text.constraint) byConstraint.set(text.constraint, code);
  }
  return (code, values, problems) => new Refusal(code, values, problems);
}

/** The refusal that a violated database constraint stands for, if one is declared for it. */
export function refusalOfConstraint(constraint: string | undefined): Refusal | undefined {
  const code = constraint === undefined ? undefined : byConstraint.get(constraint);
  return code === undefined ? undefined : new Refusal(code);
}

/** Every declared refusal, for the tests and for the documentation. */
export function declaredRefusals(): ReadonlyMap<string, RefusalText> {
  return catalogue;
}

function textOf(code: string): RefusalText {
  const text = catalogue.get(code);
  if (!text) throw new Error(`The refusal ${code} is not in the catalogue.`);
  return text;
}

function fill(sentence: string, values: RefusalValues): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** Refusals that belong to no feature. */
export const refuse = refusals({
  'request.invalid': {
    status: 400,
    vi: 'Dữ liệu gửi lên chưa đúng. Xem từng ô bên dưới.',
    en: 'The data sent is not valid. See each field below.',
  },
  'request.malformed': { status: 400, vi: 'Yêu cầu không đọc được.', en: 'The request could not be read.' },
  'request.not-found': {
    status: 404,
    vi: 'Không tìm thấy trang hoặc mục này.',
    en: 'This page or item was not found.',
  },
  'request.too-large': {
    status: 413,
    vi: 'Tệp hoặc dữ liệu gửi lên quá lớn.',
    en: 'The file or the data sent is too large.',
  },
  'request.media-type': {
    status: 415,
    vi: 'Kiểu dữ liệu này không dùng được ở đây.',
    en: 'This kind of content is not accepted here.',
  },
  'request.too-many': {
    status: 429,
    vi: 'Quá nhiều lần thử. Chờ một phút rồi thử lại.',
    en: 'Too many attempts. Wait a minute and try again.',
  },
  'request.not-allowed': {
    status: 403,
    vi: 'Yêu cầu này đến từ trang khác nên bị từ chối.',
    en: 'This request came from another site and was refused.',
  },
  'idempotency.missing': {
    status: 400,
    vi: 'Thiếu Idempotency-Key: mỗi lần ghi cần một mã riêng để gửi lại không ghi hai lần.',
    en: 'Idempotency-Key is missing: each write needs its own key so that sending it again does not write twice.',
  },
  'idempotency.conflict': {
    status: 409,
    vi: 'Mã Idempotency-Key này đã dùng cho nội dung khác. Mở lại biểu mẫu rồi ghi lại.',
    en: 'This Idempotency-Key was used with other content. Open the form again and resend.',
  },
  'date.invalid': { status: 400, vi: 'Ngày không đúng.', en: 'The date is not valid.' },
  'date.future': {
    status: 400,
    vi: 'Ngày {date} ở tương lai. Ngày ghi sổ không được sau hôm nay.',
    en: 'The date {date} is in the future. The effective date cannot be after today.',
  },
  'amount.invalid': {
    status: 400,
    vi: 'Số tiền phải là số nguyên đồng, từ 1 trở lên.',
    en: 'The amount must be a whole number of đồng, 1 or more.',
  },
  'server.busy': {
    status: 503,
    vi: 'Hệ thống đang bận hoặc đang khởi động lại. Thử lại sau ít phút; gửi lại cùng mã sẽ không ghi hai lần.',
    en: 'The system is busy or restarting. Try again in a few minutes; resending with the same key does not write twice.',
  },
});
