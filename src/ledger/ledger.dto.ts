import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IsDocumentNo, IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';

export class MovementDto {
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  debitAccountId!: number;

  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  creditAccountId!: number;

  /** Whole đồng. */
  @IsVnd()
  amount!: number;
}

/**
 * A manual entry. Money moves by gifts, statements, deposits and pay-outs, whose accounts are refused here; purposes change
 * only by a reallocation (421 / 421) with its decision's number.
 */
export class PostEntryDto {
  @IsUUID()
  fundId!: string;

  @IsPlainDate()
  effectiveDate!: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  description!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MovementDto)
  movements!: MovementDto[];

  /** The number of the decision that moves money between purposes. */
  @IsOptional()
  @Tidy()
  @IsDocumentNo()
  decisionNo?: string;
}

export class ReverseEntryDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;

  /** Today without it. */
  @IsOptional()
  @IsPlainDate()
  effectiveDate?: string;
}

export class OpeningLineDto {
  /** The ledger account of the place that holds the money: a bank account's, a cash box's. */
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  accountId!: number;

  /** What the money may be used for; the fund in general without it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  restrictionId?: number;

  @IsVnd()
  amount!: number;
}

/** Opening balances by minutes (biên bản bàn giao số dư) with evidence and two signatures. */
export class OpeningBalancesDto {
  @IsUUID()
  fundId!: string;

  @IsPlainDate()
  effectiveDate!: string;

  /** The number of the minutes. */
  @Tidy()
  @IsDocumentNo()
  minutesNo!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OpeningLineDto)
  lines!: OpeningLineDto[];
}
