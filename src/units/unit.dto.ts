import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import type { UnitLevel } from './unit.entity.js';

export class UnitQuery extends PageQuery {
  /** What the unit is called, without diacritics if need be. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;

  @IsOptional()
  @IsIn(['centre', 'city', 'commune'])
  level?: UnitLevel;

  /** The code of the unit above. */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  parent?: string;
}

export class UnitAnswer {
  code!: string;
  level!: string;
  kind!: string;
  name!: string;
  fullName!: string;
  /** With its province, because many names are borne by several units. */
  label!: string;
  committee!: string;
  parentCode!: string | null;
  validFrom!: string;
  validTo!: string | null;
}

export class UnitPage {
  items!: UnitAnswer[];
  nextCursor!: string | null;
}
