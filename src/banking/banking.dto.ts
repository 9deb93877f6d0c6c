import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import type { ExplainReason, LineState } from './statement.entity.js';

/** The fields of a multipart upload beside its `file`; there every value is text. */
export class UploadStatementDto {
  /** The bank's format, as `vietcombank`; found by its header without it. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  profile?: string;

  /** True reads and proves and keeps nothing. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  dryRun?: boolean;
}

export class StatementsQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  bankAccount?: string;
}

export class ReconciliationQuery {
  /** The unit's code; the caller's own unit without it. */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  unit?: string;
}

export const LINE_STATES: LineState[] = [
  'waiting',
  'gift',
  'suspense',
  'in-transit',
  'matched-payout',
  'to-explain',
  'explained',
  'undone',
];

export class LinesQuery extends PageQuery {
  @IsOptional()
  @IsIn(LINE_STATES)
  state?: LineState;
}

export class UndoStatementDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;
}

export class ExplainLineDto {
  @IsIn(['bank-charge', 'cash-withdrawal', 'payout', 'other'])
  reason!: ExplainReason;

  /** In the clerk's words; needed where the reason is another. Kept with the line, never in the public log. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(500)
  note?: string;

  /** The box that withdrawn cash went into; the fund's usual one without it. */
  @IsOptional()
  @IsUUID()
  cashBoxId?: string;

  /** The pay-out that the debit was, as `choice` of the line's pay-outs: `entry:123`, or `batch:<id>:2026-11-05`. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  payout?: string;
}

export class LineOwnerDto {
  /** A bookkeeper of the unit, or of one above it. */
  @IsUUID()
  userId!: string;
}

export class CashDepositDto {
  @IsUUID()
  cashBoxId!: string;

  @IsUUID()
  bankAccountId!: string;

  /** Whole đồng. */
  @IsVnd()
  amount!: number;

  /** The day the cash left the box; today without it. */
  @IsOptional()
  @IsPlainDate()
  effectiveDate?: string;
}
