import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, Tidy } from '../platform/validation.js';

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const YEAR = /^(19|20|21)\d\d$/;

/** What a person says of a line of the checklist that they looked at. */
export class AnswerDto {
  /** The line's `key`. */
  @IsString()
  @MaxLength(200)
  key!: string;

  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  note!: string;
}

export class CloseMonthDto {
  @IsUUID()
  fundId!: string;

  /** `2026-03`. */
  @Matches(MONTH)
  month!: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => AnswerDto)
  @ArrayMaxSize(1_200)
  answers?: AnswerDto[];
}

export class CloseYearDto {
  @IsUUID()
  fundId!: string;

  /** `2026`. */
  @Matches(YEAR)
  year!: string;
}

export class ReopenDto {
  /** In words; kept with the closing, never in the public log. */
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;
}

export class ClosingsQuery {
  /** The fund's id. */
  @IsUUID()
  fund!: string;

  /** This year without it. */
  @IsOptional()
  @Matches(YEAR)
  year?: string;
}

export class ChecklistQuery {
  @IsUUID()
  fund!: string;

  @Matches(MONTH)
  month!: string;
}

export class CashCountDto {
  @IsUUID()
  cashBoxId!: string;

  /** The day at whose end the cash was counted. */
  @IsPlainDate()
  day!: string;

  /** Whole đồng found in the box; it may be none. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  counted!: number;
}

export class CashCountsQuery extends PageQuery {
  /** The fund's id. */
  @IsUUID()
  fund!: string;
}
