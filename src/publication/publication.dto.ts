import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';

export class PublicSearchQuery {
  /** A receipt's code or serial, or the bank's reference of the transfer, whole; names are not searched. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(80)
  q?: string;

  /** Of the transfer, exact, in đồng; together with `date`. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsVnd()
  amount?: number;

  /** The bank's day of the transfer. */
  @ApiPropertyOptional({ example: '2026-09-10' })
  @IsOptional()
  @IsPlainDate()
  date?: string;

  /** Narrows down where the bank gives times. */
  @ApiPropertyOptional({ example: '08:21' })
  @IsOptional()
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/)
  time?: string;
}

/** What anyone may know of a receipt. */
export class PublicReceiptAnswer {
  @ApiProperty({ enum: ['valid', 'void'] })
  status!: 'valid' | 'void';

  serial!: string;

  /** Whole đồng, or the minor unit of another `currency`. */
  @ApiProperty({ type: 'integer' })
  amount!: bigint;

  currency!: string;

  /** The day of the gift. */
  date!: string;

  fund!: string;

  @ApiProperty({ type: String, nullable: true })
  appeal!: string | null;

  /** The position of the gift in the public log. */
  @ApiProperty({ type: 'integer' })
  sequence!: bigint;
}

/** A gift that was found: the receipt's facts as far as who asked may know them. */
export class PublicGiftAnswer {
  /** `waiting`: the money has come and its purpose is being found out; there is no receipt yet. */
  @ApiProperty({ enum: ['valid', 'void', 'waiting'] })
  status!: 'valid' | 'void' | 'waiting';

  /** Masked (`UH-…-····23`) where more is not proven than an amount and a day. */
  @ApiProperty({ type: String, nullable: true })
  serial!: string | null;

  /** Whole đồng, or the minor unit of another `currency`. */
  @ApiProperty({ type: 'integer' })
  amount!: bigint;

  currency!: string;

  date!: string;

  fund!: string;

  @ApiProperty({ type: String, nullable: true })
  appeal!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  sequence!: bigint | null;

  /** Only for the bank's reference of one gift. */
  @ApiPropertyOptional({ example: '7K3Q9ABCD123' })
  code?: string;
}

export class PublicSearchAnswer {
  items!: PublicGiftAnswer[];

  /** How many fit, where they were too many to be shown: no more is said of them. It stops at 1000. */
  @ApiPropertyOptional({ type: 'integer' })
  count?: number;
}
