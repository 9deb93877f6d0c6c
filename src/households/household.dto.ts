import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { Tidy } from '../platform/validation.js';
import { HOUSEHOLD_STATUSES, type HouseholdStatus } from './household.rules.js';

export { HOUSEHOLD_STATUSES, type HouseholdStatus, STATUS_NAMES } from './household.rules.js';

/** `12/QĐ-UBND`: letters, digits and the signs of document numbers, so that no sentence with a name gets in. */
export const DECISION_NO = /^[\p{L}\p{N}][\p{L}\p{N}./ -]{0,59}$/u;

export class PayeeAccountDto {
  @ApiProperty({ example: 'vietcombank' })
  @Tidy()
  @Matches(/^[A-Za-z0-9-]{2,40}$/)
  bankCode!: string;

  @ApiProperty({ example: '0011004000001' })
  @IsString()
  @MaxLength(60)
  number!: string;

  @ApiProperty()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  holderName!: string;
}

export class MemberDto {
  @ApiProperty()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(1900)
  @Max(2199)
  birthYear?: number;

  @ApiPropertyOptional({ example: 'con' })
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  relation?: string;

  @ApiPropertyOptional({ description: '12 digits, or 9 on old papers. Kept encrypted.' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  identityNumber?: string;
}

export class StatusDto {
  @ApiProperty({ enum: HOUSEHOLD_STATUSES })
  @IsIn(HOUSEHOLD_STATUSES)
  status!: HouseholdStatus;

  @ApiProperty({ example: 2026 })
  @IsInt()
  @Min(2000)
  @Max(2199)
  year!: number;

  @ApiPropertyOptional({ example: '12/QĐ-UBND' })
  @IsOptional()
  @Tidy()
  @Matches(DECISION_NO)
  decisionNo?: string;
}

export class RecordHouseholdDto {
  @ApiProperty({ description: "The commune's code, five digits.", example: '00004' })
  @Matches(/^[0-9A-Z]{2,5}$/)
  unitCode!: string;

  @ApiProperty({ example: 'Thôn 5' })
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  village!: string;

  @ApiProperty()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  headName!: string;

  @ApiPropertyOptional({ description: '12 digits, or 9 on old papers. Kept encrypted.' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  identityNumber?: string;

  @ApiPropertyOptional({ example: '0912345678' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  phone?: string;

  @ApiPropertyOptional({ enum: HOUSEHOLD_STATUSES })
  @IsOptional()
  @IsIn(HOUSEHOLD_STATUSES)
  status?: HouseholdStatus;

  @ApiPropertyOptional({ example: 2026 })
  @IsOptional()
  @IsInt()
  @Min(2000)
  @Max(2199)
  year?: number;

  @ApiPropertyOptional({ example: '12/QĐ-UBND' })
  @IsOptional()
  @Tidy()
  @Matches(DECISION_NO)
  decisionNo?: string;

  @ApiPropertyOptional({ type: [MemberDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => MemberDto)
  members?: MemberDto[];

  @ApiPropertyOptional()
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  legacyAddress?: string;

  @ApiPropertyOptional({ type: PayeeAccountDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => PayeeAccountDto)
  bankAccount?: PayeeAccountDto;
}

export class HouseholdsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Name or village without diacritics, or a whole identity number.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Matches(/^[0-9A-Z]{2,5}$/)
  unitCode?: string;
}

/** A household as lists show it: numbers masked. */
export type HouseholdSummary = {
  id: string;
  unitCode: string;
  unitName: string;
  village: string;
  headName: string;
  identityNumber: string | null;
  phone: string | null;
  bankAccount: { bankCode: string; number: string; holderName: string } | null;
  status: HouseholdStatus | null;
  year: number | null;
};

/** A household with its people and its history. `full` says whether the numbers are whole or masked. */
export type HouseholdDetail = HouseholdSummary & {
  legacyAddress: string | null;
  members: { name: string; birthYear: number | null; relation: string | null; identityNumber: string | null }[];
  statuses: { status: HouseholdStatus; year: number; decisionNo: string | null; recordedAt: Date }[];
  full: boolean;
};

/** The payee account of a household as a batch freezes it: still encrypted. */
export type PayeeAccount = {
  householdId: string;
  bankCode: string | null;
  accountNumber: Buffer | null;
  accountHash: Buffer | null;
  accountHolder: string | null;
};
