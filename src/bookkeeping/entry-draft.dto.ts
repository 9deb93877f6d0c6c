import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsDocumentNo, IsPlainDate, Tidy } from '../platform/validation.js';
import { POSTS, type Post } from './entry-draft-content.js';
import { DRAFT_STATES, type DraftState } from './entry-draft.rules.js';

export class RejectDraftDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;
}

export class DraftsQuery extends PageQuery {
  /** Own and lower units' without it. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;

  @IsOptional()
  @IsUUID()
  fund?: string;

  @IsOptional()
  @IsIn(DRAFT_STATES)
  state?: DraftState;

  /** Only what the caller prepared. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  mine?: boolean;

  /** Only what waits for the caller's approval or signature. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  waiting?: boolean;
}

/** Donors agreed in writing that costs are paid from what they gave for this purpose (NĐ 93/2021 art. 12.3). */
export class CostConsentDto {
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  restrictionId!: number;

  /** The number of the paper on which they agreed. */
  @Tidy()
  @IsDocumentNo()
  documentNo!: string;

  @IsPlainDate()
  agreedOn!: string;
}

export class CountedBoxDto {
  /** The ledger account of the cash box. */
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  accountId!: number;

  /** What was counted, in the smallest unit of the box's currency; nothing is a count too. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  counted!: number;
}

/** Minutes of handing over a post, drawn up and signed by who leaves it; who takes it over signs second. */
export class HandoverDto {
  @IsString()
  @MaxLength(20)
  unitCode!: string;

  @IsIn(POSTS)
  post!: Post;

  /** The last day of the one who leaves. */
  @IsPlainDate()
  cutOff!: string;

  /** The user name of the one who takes over, who has been given the post by then. */
  @IsString()
  @MaxLength(40)
  receiver!: string;

  @Tidy()
  @IsDocumentNo()
  minutesNo!: string;

  /** Each cash box of the unit as counted; a cashier counts them all. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => CountedBoxDto)
  counts!: CountedBoxDto[];

  /** Why a count is not what the books say. Kept with the minutes, never in the public log. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  differenceReason?: string;
}
