import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Tidy } from '../platform/validation.js';

export class PublicSearchQuery {
  /** A receipt's code or serial, whole; names are not searched. */
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(60)
  q?: string;
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

export class PublicSearchAnswer {
  items!: PublicReceiptAnswer[];
}
