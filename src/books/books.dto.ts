import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import { type Flow, FLOWS } from './restriction-flows.js';

export type { Flow };

const INTEGER = 2_147_483_647;

/** What the kinds of event are called that carry an entry. */
export const KIND_NAMES: Readonly<Record<string, { vi: string; en: string }>> = {
  gift: { vi: 'Khoản ủng hộ', en: 'Gift' },
  'gift-voided': { vi: 'Hủy khoản ủng hộ', en: 'Gift voided' },
  'statement-line': { vi: 'Dòng sao kê', en: 'Statement line' },
  advanced: { vi: 'Tạm ứng chi tiền mặt', en: 'Advance to pay in cash' },
  paid: { vi: 'Chi cho hộ', en: 'Paid to households' },
  acknowledged: { vi: 'Hộ đã ký nhận', en: 'Signed for' },
  entry: { vi: 'Bút toán ghi tay', en: 'Manual entry' },
  reallocation: { vi: 'Chuyển mục đích', en: 'Reallocation' },
  reversal: { vi: 'Đảo bút toán', en: 'Reversal' },
  adjustment: { vi: 'Điều chỉnh kỳ trước', en: 'Adjustment of an earlier period' },
  'opening-balance': { vi: 'Số dư đầu kỳ', en: 'Opening balance' },
  'currency-sold': { vi: 'Bán ngoại tệ', en: 'Currency sold' },
  'year-closed': { vi: 'Kết chuyển cuối năm', en: 'Year closed' },
  'profile-changed': { vi: 'Đổi cách hạch toán', en: 'Change of posting profile' },
};

/** Whose books, as known at which position. */
class BooksPart extends PageQuery {
  /** The fund's id. */
  @IsOptional()
  @IsUUID()
  fund?: string;

  /** The unit's code; the caller's own unit without it. */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  unit?: string;

  /** The first day; without it, from the beginning of the books. */
  @IsOptional()
  @IsPlainDate()
  from?: string;

  /** As the books knew it at this position of the public log, 0 to the head; at the head without it. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  known?: number;
}

export class BooksQuery extends BooksPart {
  /** Movements up to and including this day; all of them without it. */
  @IsOptional()
  @IsPlainDate()
  asOf?: string;

  /** The beginning of an account's code. */
  @IsOptional()
  @Matches(/^\d{1,5}$/)
  code?: string;
}

export class RegisterQuery extends PageQuery {
  @IsOptional()
  @IsPlainDate()
  from?: string;

  @IsOptional()
  @IsPlainDate()
  to?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  known?: number;
}

export class EntriesQuery extends BooksPart {
  @IsOptional()
  @IsPlainDate()
  to?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  voucher?: string;

  /** A ledger account's id. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(INTEGER)
  account?: number;

  /** The beginning of an account's code, on either side. */
  @IsOptional()
  @Matches(/^\d{1,5}$/)
  code?: string;

  /** The kind of entry, as `gift` or `reversal`. */
  @IsOptional()
  @Matches(/^[a-z-]{1,40}$/)
  kind?: string;

  /** Of one movement, in đồng. */
  @IsOptional()
  @Type(() => Number)
  @IsVnd()
  amountFrom?: number;

  @IsOptional()
  @Type(() => Number)
  @IsVnd()
  amountTo?: number;

  /** Words of the description, with or without their marks. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(100)
  text?: string;

  /** The id of who recorded it. */
  @IsOptional()
  @IsUUID()
  recordedBy?: string;

  /** The id of what it came from, as a pay-out batch. */
  @IsOptional()
  @IsUUID()
  source?: string;

  /** A purpose's id. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(INTEGER)
  restriction?: number;

  /** With a purpose: what moved its money in this way. */
  @IsOptional()
  @IsIn(FLOWS)
  flow?: Flow;
}
