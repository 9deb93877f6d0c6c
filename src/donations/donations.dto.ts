import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { RATE } from '../platform/money.js';
import { IsDocumentNo, IsPlainDate, IsVnd, Tidy, tidyText } from '../platform/validation.js';

export class RecordDonationDto {
  @IsUUID()
  fundId!: string;

  /** The appeal the gift is for; the fund in general without it. */
  @IsOptional()
  @IsUUID()
  appealId?: string;

  /** Whole đồng, 1 to 2^53-1; with another `currency` its minor unit, as US cents. */
  @IsVnd()
  amount!: number;

  /** `VND` where none is given; else `rate` and `rateDocument` go with it. */
  @IsOptional()
  @IsString()
  @MaxLength(3)
  currency?: string;

  /** Đồng for one unit of the currency, as `25430` or `25430.5`: above 0, at most four decimals after a point. */
  @IsOptional()
  @Matches(RATE)
  rate?: string;

  /** The number of the paper that says the rate, as a bank's notice. It stands in the public log. */
  @IsOptional()
  @Tidy()
  @IsDocumentNo()
  rateDocument?: string;

  @IsIn(['cash', 'transfer', 'goods', 'services'])
  channel!: 'cash' | 'transfer' | 'goods' | 'services';

  @IsOptional()
  @IsUUID()
  donorId?: string;

  /** The name to print on the receipt; without it (and without a donor) the receipt names nobody. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(200)
  donorName?: string;

  /** True: the donor agreed that the printed name is shown publicly. A text: agreed to be shown under this name. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? tidyText(value) : value))
  @ValidateIf((_, value) => typeof value !== 'boolean')
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  publicName?: boolean | string;

  /** The day the giver gave; today without it, never a day to come. */
  @IsOptional()
  @IsPlainDate()
  effectiveDate?: string;

  /** A condition of the donor: the money is then kept apart for it (NĐ 93/2021 art. 9.3). */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(500)
  condition?: string;

  /** A pledge that this gift keeps, in part or whole. */
  @IsOptional()
  @IsUUID()
  pledgeId?: string;
}

export class VoidDonationDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;

  /** The day of the correction; today without it. */
  @IsOptional()
  @IsPlainDate()
  effectiveDate?: string;
}

export class CorrectNameDto {
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;

  /** Whether the corrected name may be shown publicly; as before without it. */
  @IsOptional()
  @IsBoolean()
  public?: boolean;
}

export class DonationsQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  fund?: string;

  @IsOptional()
  @IsUUID()
  appeal?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10)
  unit?: string;

  /** A receipt's serial or code, an amount, or a part of the printed name. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;
}
