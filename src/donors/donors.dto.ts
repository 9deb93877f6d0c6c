import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { Tidy } from '../platform/validation.js';

export class CreateDonorDto {
  /** The unit that keeps this donor; the caller's own without it. */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  unitCode?: string;

  @IsIn(['person', 'organisation'])
  kind!: 'person' | 'organisation';

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;
}

export class DonorsQuery extends PageQuery {
  /** The beginning of the name, without diacritics if one likes. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;
}
