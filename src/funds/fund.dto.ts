import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { FOREIGN_CURRENCIES } from '../platform/money.js';
import { IsPlainDate, Tidy } from '../platform/validation.js';
import { SIGNING_POSTS, type SigningPost } from './signatory.entity.js';

export { BANKS } from './banks.js';

/** What an account or a cash box can hold. */
const PLACE_CURRENCIES = ['VND', ...FOREIGN_CURRENCIES];

export class OpenFundDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  unitCode!: string;

  /** `VNN`, `CT`, `BD` or a kind that was added. */
  @Matches(/^[A-Z]{2,5}$/)
  kindCode!: string;

  /** The name of the kind, where none is given. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  /** From which day the fund keeps these books; today where none is given. */
  @IsOptional()
  @IsPlainDate()
  openedOn?: string;
}

export class FundKindDto {
  @Matches(/^[A-Z]{2,5}$/)
  code!: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  nameVi!: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  nameEn!: string;
}

export class OpenBankAccountDto {
  @IsUUID()
  fundId!: string;

  /** `vietcombank`, `agribank`, `vbsp`, `kbnn` (treasury) …; `other` with a name. */
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  bankCode!: string;

  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  bankName?: string;

  @Matches(/^[0-9A-Za-z.]{4,40}$/)
  number!: string;

  /** As the bank knows the holder; the committee and the fund where none is given. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  holderName?: string;

  @IsOptional()
  @IsPlainDate()
  openedOn?: string;

  /** The one currency that it holds; đồng where none is given. */
  @IsOptional()
  @IsIn(PLACE_CURRENCIES)
  currency?: string;
}

export class OpenCashBoxDto {
  @IsUUID()
  fundId!: string;

  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;

  @IsOptional()
  @IsPlainDate()
  openedOn?: string;

  @IsOptional()
  @IsIn(PLACE_CURRENCIES)
  currency?: string;
}

export class SignatoryDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  unitCode!: string;

  @IsIn(SIGNING_POSTS)
  post!: SigningPost;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @IsPlainDate()
  validFrom!: string;
}

export class FundQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(10)
  unitCode?: string;

  @IsOptional()
  @IsUUID()
  fundId?: string;
}

export class UnitCodeQuery {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  unitCode!: string;
}

export class FundKindAnswer {
  code!: string;
  nameVi!: string;
  nameEn!: string;
}

/** Money is in đồng, over all purposes of the fund: `opening + received - paid = balance`. */
export class FundAnswer {
  id!: string;
  unitCode!: string;
  unitName!: string;
  kindCode!: string;
  name!: string;
  /** By which the fund's unit posts today. */
  profile!: string;
  openedOn!: string;
  closedOn!: string | null;
  opening!: bigint;
  received!: bigint;
  paid!: bigint;
  balance!: bigint;
  reserved!: bigint;
  available!: bigint;
}

export class BankAccountAnswer {
  id!: string;
  unitCode!: string;
  unitName!: string;
  fundId!: string;
  fundName!: string;
  bankCode!: string;
  bankName!: string;
  number!: string;
  holderName!: string;
  openedOn!: string;
  closedOn!: string | null;
  /** What the books say it holds. */
  balance!: bigint;
  currency!: string;
  /** What it holds in its currency's minor unit; null where that is đồng. */
  foreignBalance!: bigint | null;
  /** Whether a giver can pay into it by a VietQR code. */
  vietQr!: boolean;
}

export class CashBoxAnswer {
  id!: string;
  unitCode!: string;
  unitName!: string;
  fundId!: string;
  fundName!: string;
  name!: string;
  openedOn!: string;
  closedOn!: string | null;
  balance!: bigint;
  currency!: string;
  /** What it holds in its currency's minor unit; null where that is đồng. */
  foreignBalance!: bigint | null;
}

export class SignatoryAnswer {
  id!: string;
  unitCode!: string;
  post!: SigningPost;
  name!: string;
  validFrom!: string;
}

export class IdAnswer {
  id!: string;
}
