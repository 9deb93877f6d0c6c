import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsDocumentNo, IsPlainDate, Tidy } from '../platform/validation.js';
import type { Nature, Profile } from '../ledger/natures.js';

export { NATURE_NAMES, type Profile } from '../ledger/natures.js';

export class ChooseProfileDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  unitCode!: string;

  /** The first day of a month, past or present. */
  @IsPlainDate()
  from!: string;

  /** A: own accounting, revenue and expense. B: kept as others' money. */
  @IsIn(['A', 'B'])
  profile!: Profile;

  /** The decision that the choice rests on; it is in the public log. */
  @IsDocumentNo()
  decisionNo!: string;
}

export class ProfilesQuery {
  /** Of this unit; the reader's own without it. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  unit?: string;
}

/** A profile that a unit chose; `sequence` is its place in the public log. */
export class ChosenProfile {
  from!: string;
  profile!: Profile;
  decisionNo!: string;
  sequence!: bigint;
}

/** A choice that was prepared and waits for another person. */
export class PreparedProfile {
  id!: string;
  from!: string;
  profile!: Profile;
  decisionNo!: string;
  preparedBy!: string;
  preparedAt!: Date;
}

export class UnitProfiles {
  unitCode!: string;
  /** By which the unit posts today. */
  profile!: Profile;
  items!: ChosenProfile[];
  waiting!: PreparedProfile | null;
}

export class ChangeChartDto {
  @IsIn(['A', 'B'])
  profile!: Profile;

  @Matches(/^[0-9]{3,5}$/)
  code!: string;

  /** Valid from this day, past or present; today where none is given. */
  @IsOptional()
  @IsPlainDate()
  validFrom?: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  nameVi!: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  nameEn!: string;

  /** The account's number in the circular's own chart; left out where none is known. */
  @IsOptional()
  @Matches(/^[0-9]{3,6}$/)
  officialCode?: string;

  /** The text that the official code stands in. */
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  officialSource?: string;
}

/** A row of the chart; the one without `validTo` is in use. */
export class ChartRowAnswer {
  profile!: Profile;
  code!: string;
  nameVi!: string;
  nameEn!: string;
  role!: 'place' | 'creditor' | 'restriction';
  nature!: Nature | null;
  /** Only ever one that a second person has verified. */
  officialCode!: string | null;
  officialSource!: string | null;
  verifiedBy!: string | null;
  verifiedAt!: Date | null;
  validFrom!: string;
  validTo!: string | null;
}

/** A change of the chart that waits for another person; nothing prints it. */
export class ChartChangeAnswer {
  id!: string;
  profile!: Profile;
  code!: string;
  validFrom!: string;
  nameVi!: string;
  nameEn!: string;
  officialCode!: string | null;
  officialSource!: string | null;
  preparedBy!: string;
  preparedAt!: Date;
}

export class ChartAnswer {
  items!: ChartRowAnswer[];
  waiting!: ChartChangeAnswer[];
}
