import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import type { AppealStatus } from './appeals.rules.js';
import { REGIME_CODES, type RegimeCode } from './regimes.js';

export class OpenAppealDto {
  @IsUUID()
  fundId!: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  /** `nd93` relief (Decree 93/2021), `vnn` for the poor, `bien-dao` seas and islands, `other`. */
  @IsIn(REGIME_CODES)
  regime!: RegimeCode;

  /** The number of the document that calls for gifts. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  documentNo?: string;

  /** What the gifts may be used for, as the appeal says it. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  purpose?: string;

  @IsPlainDate()
  receiveFrom!: string;

  /** The last day of receiving. A relief appeal needs one, at most 90 days in all. */
  @IsOptional()
  @IsPlainDate()
  receiveUntil?: string;

  @IsOptional()
  @IsVnd()
  targetAmount?: number;

  /** Accounts of the fund that this appeal's gifts come to. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  bankAccountIds?: string[];
}

export class BindAccountDto {
  @IsUUID()
  bankAccountId!: string;
}

export class AppealQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  fundId?: string;
}

export class AppealAccount {
  id!: string;
  bankName!: string;
  number!: string;
}

/** Money is in đồng. `day` of `of` counts the days of receiving from 1; pledges are no part of any figure here. */
export class AppealAnswer {
  id!: string;
  unitCode!: string;
  unitName!: string;
  fundId!: string;
  fundName!: string;
  name!: string;
  regime!: RegimeCode;
  documentNo!: string | null;
  purpose!: string | null;
  receiveFrom!: string;
  receiveUntil!: string | null;
  targetAmount!: bigint | null;
  status!: AppealStatus;
  day!: number | null;
  of!: number | null;
  daysLeft!: number | null;
  bankAccounts!: AppealAccount[];
  received!: bigint;
  paid!: bigint;
  balance!: bigint;
  reserved!: bigint;
  available!: bigint;
}

export class AppealId {
  id!: string;
}
