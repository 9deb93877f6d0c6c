import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsDocumentNo, IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import { ENTRY_TEMPLATES } from './entry-templates.js';

const TEMPLATE_IDS = ENTRY_TEMPLATES.map(({ id }) => id);
const byTemplate = (dto: PostEntryDto): boolean => dto.template !== undefined;
const byHand = (dto: PostEntryDto): boolean => dto.template === undefined;

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

  /** Where a side holds foreign money: how much of it, in its minor unit. */
  @IsOptional()
  @IsVnd()
  foreignAmount?: number;
}

/**
 * Prepares a manual entry, which another person approves: by a template (`GET /ledger/entry-templates`), or free, by its
 * movements, between accounts that no other work of the program posts to.
 */
export class PostEntryDto {
  @IsUUID()
  fundId!: string;

  @IsPlainDate()
  effectiveDate!: string;

  /** A template's own words without it; needed of a free entry. Never a private person's name. */
  @ValidateIf((dto: PostEntryDto) => byHand(dto) || dto.description !== undefined)
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  description?: string;

  @IsOptional()
  @IsIn(TEMPLATE_IDS)
  template?: string;

  /** By a template: whole đồng. */
  @ValidateIf(byTemplate)
  @IsVnd()
  amount?: number;

  /** By a template whose account is a place of foreign money: how much of it, in its minor unit. */
  @IsOptional()
  @IsVnd()
  foreignAmount?: number;

  /** By a template: the account on a side that leaves a choice. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  debitAccountId?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  creditAccountId?: number;

  /** By a template: the purpose; the fund in general without it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  restrictionId?: number;

  /** Of a reallocation: the purpose that the money goes to. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  toRestrictionId?: number;

  /** By a template, where no account is chosen: the code or name of a unit, or the name of an organisation. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(80)
  party?: string;

  /** Free: each movement by its two accounts. */
  @ValidateIf(byHand)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MovementDto)
  movements?: MovementDto[];

  /** The number of the decision that moves money between purposes. */
  @IsOptional()
  @Tidy()
  @IsDocumentNo()
  decisionNo?: string;

  /** The number of the paper that the entry rests on. */
  @IsOptional()
  @Tidy()
  @IsDocumentNo()
  documentNo?: string;

  /** The closed month that this adjusts, as 2026-03 or 2026-03-01. */
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])(-01)?$/)
  adjusts?: string;
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

/** Opening balances by minutes (biên bản bàn giao số dư): drawn up by one person, posted when a second one signs. */
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
