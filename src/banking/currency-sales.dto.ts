import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsDocumentNo, IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import type { CurrencySaleState } from './currency-sale.entity.js';

export class PrepareCurrencySaleDto {
  /** The cash box or bank account that holds the foreign money. */
  @IsUUID()
  fromPlaceId!: string;

  /** In the currency's minor unit, as US cents. */
  @IsVnd()
  foreignAmount!: number;

  /** The account in đồng, of the same fund, that the bank pays into. */
  @IsUUID()
  toBankAccountId!: string;

  /** What the bank pays, in đồng. */
  @IsVnd()
  proceeds!: number;

  /** Today where none is given. */
  @IsOptional()
  @IsPlainDate()
  date?: string;

  /** The number of the bank's paper. It stands in the public log. */
  @Tidy()
  @IsDocumentNo()
  documentNo!: string;
}

export class RejectCurrencySaleDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason!: string;
}

export class CurrencySalesQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(10)
  unit?: string;
}

export class CurrencySaleShareAnswer {
  restrictionId!: number;
  label!: string;

  /** In the currency's minor unit. */
  @ApiProperty({ type: 'integer' })
  foreignAmount!: bigint;

  @ApiProperty({ type: 'integer' })
  bookValue!: bigint;

  @ApiProperty({ type: 'integer' })
  proceeds!: bigint;

  /** A gain above zero, a loss below, in đồng. */
  @ApiProperty({ type: 'integer' })
  difference!: bigint;
}

export class CurrencySaleAnswer {
  id!: string;
  unitCode!: string;
  fundId!: string;
  fundName!: string;

  /** What the place sold from is called. */
  from!: string;
  currency!: string;

  /** In the currency's minor unit. */
  @ApiProperty({ type: 'integer' })
  foreignAmount!: bigint;

  bankAccountId!: string;
  bankName!: string;
  bankNumber!: string;

  @ApiProperty({ type: 'integer' })
  proceeds!: bigint;

  date!: string;
  documentNo!: string;

  @ApiProperty({ enum: ['prepared', 'approved', 'rejected'] })
  state!: CurrencySaleState;

  preparedBy!: string;
  preparedById!: string;
  preparedAt!: Date;

  @ApiProperty({ type: String, nullable: true })
  decidedBy!: string | null;

  @ApiProperty({ type: String, nullable: true })
  decidedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  /** What the money sold was worth in the books; null before it is approved. */
  @ApiProperty({ type: 'integer', nullable: true })
  bookValue!: bigint | null;

  @ApiProperty({ type: String, nullable: true })
  voucher!: string | null;

  /** The position of its first entry. */
  @ApiProperty({ type: 'integer', nullable: true })
  sequence!: bigint | null;

  /** Whether a bank's line has brought the đồng. */
  arrived!: boolean;
}

export class CurrencySaleDetail extends CurrencySaleAnswer {
  /** Of a prepared sale: how it would fall on the purposes now; none where the place holds too little. */
  shares!: CurrencySaleShareAnswer[];
}
