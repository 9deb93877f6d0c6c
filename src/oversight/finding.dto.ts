import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { PageQuery } from '../platform/paging.js';
import { Tidy } from '../platform/validation.js';
import type { SubjectKind } from './finding.entity.js';
import { FINDING_STATES, type FindingState, type FindingStep, OWNER_POSTS, type OwnerPost } from './finding.rules.js';

export { OWNER_POSTS } from './finding.rules.js';

/** About one thing: a pay-out, a receipt, an entry, or the unit itself. */
export class RecordFindingDto {
  @ApiPropertyOptional({ description: 'Only for a finding about the unit itself.' })
  @IsOptional()
  @Matches(/^[0-9A-Z]{2,10}$/)
  unitCode?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsUUID()
  disbursementId?: string;

  @ApiPropertyOptional({ example: 'UH-VNN-00004-2026-000123' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  receiptSerial?: string;

  @ApiPropertyOptional({ description: 'The number of the entry in the books.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  entrySequence?: number;

  @ApiProperty()
  @IsString()
  @Tidy()
  @MinLength(10)
  @MaxLength(4000)
  text!: string;

  @ApiPropertyOptional({ enum: OWNER_POSTS, description: 'Whose it is to answer; the chair when left out.' })
  @IsOptional()
  @IsIn(OWNER_POSTS)
  ownerPost?: OwnerPost;
}

export class FindingNoteDto {
  @ApiProperty()
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(4000)
  text!: string;
}

export class FindingsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: FINDING_STATES })
  @IsOptional()
  @IsIn(FINDING_STATES)
  state?: FindingState;

  @ApiPropertyOptional()
  @IsOptional()
  @IsUUID()
  disbursementId?: string;
}

export type FindingSummary = {
  id: string;
  number: string;
  unitCode: string;
  unitName: string;
  subjectKind: SubjectKind;
  /** What it is about, in words: a batch's title, a receipt's serial, an entry's number. */
  subject: string;
  disbursementId: string | null;
  receiptSerial: string | null;
  entrySequence: bigint | null;
  text: string;
  ownerPost: OwnerPost;
  state: FindingState;
  openedOn: string;
  dueOn: string;
  /** Day of the time to answer, as 12 of 15. */
  day: number;
  of: number;
  overdue: boolean;
  closedOn: string | null;
};

export type FindingDetail = FindingSummary & {
  sequence: bigint;
  recordedBy: string;
  notes: { kind: 'answer' | 'insufficient' | 'closing'; text: string; by: string; on: string }[];
  may: FindingStep[];
};

/** How many were put on record, answered in time and ended: the rate that the committees report. */
export type FindingCounts = { total: number; closed: number; answered: number; open: number; overdue: number };
