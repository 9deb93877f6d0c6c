import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import { PLEDGE_STATES, type PledgeState } from './pledges.rules.js';

export class RecordPledgeDto {
  @IsUUID()
  fundId!: string;

  @IsOptional()
  @IsUUID()
  appealId?: string;

  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  giverName!: string;

  /** A person where not said. */
  @IsOptional()
  @IsIn(['person', 'organisation'])
  giverKind?: 'person' | 'organisation';

  @IsVnd()
  amount!: number;

  /** The day by which it is promised. */
  @IsPlainDate()
  dueDate!: string;

  /** The day it was promised; today where not said. */
  @IsOptional()
  @IsPlainDate()
  pledgedOn?: string;

  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(500)
  note?: string;
}

export class CancelPledgeDto {
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}

export class PledgeQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  fundId?: string;

  @IsOptional()
  @IsUUID()
  appealId?: string;

  @IsOptional()
  @IsIn(PLEDGE_STATES)
  state?: PledgeState;
}

export class PledgeAnswer {
  id!: string;
  /** `VNN 7K3Q9X`: what the giver writes with a transfer. */
  code!: string;
  unitCode!: string;
  unitName!: string;
  fundId!: string;
  fundName!: string;
  appealId!: string | null;
  appealName!: string | null;
  giverName!: string;
  giverKind!: string;
  amount!: bigint;
  /** What gifts have kept of it. */
  kept!: bigint;
  /** What is still promised; nothing once it is cancelled. */
  left!: bigint;
  pledgedOn!: string;
  dueDate!: string;
  state!: PledgeState;
  overdue!: boolean;
  note!: string | null;
  cancelReason!: string | null;
}

/** Sums over all pledges that the filter finds, apart from money: what is not kept was never received. */
export class PledgeSums {
  /** Promised and not cancelled; of a cancelled pledge, what gifts had kept. */
  pledged!: bigint;
  kept!: bigint;
  left!: bigint;
  overdue!: bigint;
  count!: number;
}

export class PledgePage {
  items!: PledgeAnswer[];
  nextCursor!: string | null;
  sums!: PledgeSums;
}

export class PledgeReference {
  id!: string;
  code!: string;
}
