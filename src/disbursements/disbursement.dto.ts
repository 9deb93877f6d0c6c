import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { HouseholdBrief } from '../households/household-register.service.js';
import { PageQuery } from '../platform/paging.js';
import { IsDocumentNo, IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import {
  type DisbursementState,
  type LineState,
  type Method,
  MOST_LINES,
  STATES,
  type Step,
} from './disbursement.rules.js';

export class PrepareDisbursementDto {
  @ApiProperty()
  @IsUUID()
  fundId!: string;

  @ApiPropertyOptional({ description: "Whose money it is; the fund's own money when left out." })
  @IsOptional()
  @IsUUID()
  appealId?: string;

  @ApiPropertyOptional({
    description: 'A gift of the fund with a condition, whose money is kept apart and paid out by itself.',
  })
  @IsOptional()
  @IsUUID()
  donationId?: string;

  @ApiProperty()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title!: string;

  @ApiProperty({
    description: 'A code of the list of lawful purposes (GET /disbursements/purposes).',
    example: 'relief-house',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  purpose!: string;

  @ApiProperty({ enum: ['transfer', 'cash'] })
  @IsIn(['transfer', 'cash'])
  method!: Method;

  @ApiPropertyOptional({ description: 'For a transfer; may be left out where the fund has one account.' })
  @IsOptional()
  @IsUUID()
  bankAccountId?: string;

  @ApiPropertyOptional({ description: 'For cash; may be left out where the fund has one box.' })
  @IsOptional()
  @IsUUID()
  cashBoxId?: string;
}

export class LineDto {
  @ApiProperty()
  @IsUUID()
  householdId!: string;

  @ApiProperty({ description: 'Whole đồng.' })
  @IsVnd()
  amount!: number;

  @ApiPropertyOptional()
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  content?: string;
}

/** Either `lines`, or one line's fields by themselves. */
export class AddLinesDto {
  @ApiPropertyOptional({ type: [LineDto] })
  @ValidateIf((dto: AddLinesDto) => dto.householdId === undefined && dto.amount === undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => LineDto)
  lines?: LineDto[];

  @ApiPropertyOptional()
  @ValidateIf((dto: AddLinesDto) => dto.lines === undefined)
  @IsUUID()
  householdId?: string;

  @ApiPropertyOptional()
  @ValidateIf((dto: AddLinesDto) => dto.lines === undefined)
  @IsVnd()
  amount?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  content?: string;
}

export class ApproveDto {
  @ApiPropertyOptional({ example: '12/QĐ-MTTQ-BTT' })
  @IsOptional()
  @Tidy()
  @IsDocumentNo()
  decisionNo?: string;
}

export class ReasonDto {
  @ApiProperty()
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}

/** A step that takes nothing but the doing of it. */
export class NothingDto {}

export class PayDto {
  @ApiPropertyOptional({ description: 'Today when left out.' })
  @IsOptional()
  @IsPlainDate()
  effectiveDate?: string;
}

export class AcknowledgeDto extends PayDto {
  @ApiPropertyOptional({ description: 'Who signed, where it was not the head of the household.' })
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  signedBy?: string;

  @ApiPropertyOptional({ description: 'Of the one who signed to the head of the household.', example: 'con' })
  @IsOptional()
  @Tidy()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  relation?: string;
}

/** Several lines at once, each signed by the head of its household; all that are left when none is named. */
export class AcknowledgeManyDto extends PayDto {
  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @IsUUID(undefined, { each: true })
  lineIds?: string[];
}

export class DisbursementsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: DisbursementState;

  @ApiPropertyOptional()
  @IsOptional()
  @IsUUID()
  fundId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Matches(/^[0-9A-Z]{2,10}$/)
  unitCode?: string;
}

export type DisbursementSummary = {
  id: string;
  unitCode: string;
  unitName: string;
  fundId: string;
  fundName: string;
  appealId: string | null;
  appealName: string | null;
  title: string;
  purpose: { code: string; vi: string; en: string };
  method: Method;
  state: DisbursementState;
  lineCount: number;
  acknowledgedCount: number;
  total: bigint;
  decisionNo: string | null;
  preparedAt: Date;
  paidOn: string | null;
};

export type LineView = {
  id: string;
  position: number;
  household: HouseholdBrief;
  content: string | null;
  amount: bigint;
  state: LineState;
  payeeAccount: { bankCode: string; number: string; holderName: string } | null;
  paidSequence: bigint | null;
  acknowledgedSequence: bigint | null;
  acknowledgedOn: string | null;
  signerName: string | null;
  signerRelation: string | null;
};

/** A plain sentence about a batch: true, waiting for a look, or wrong; with the lines it is about. */
export type BatchCheck = { code: string; tone: 'true' | 'wait' | 'wrong'; vi: string; en: string; positions: number[] };

export type StepView = { step: Step | 'prepare'; by: string; at: Date; reason: string | null; sequence: bigint | null };

export type DisbursementDetail = DisbursementSummary & {
  restrictionId: number;
  /** The conditional gift whose money it is, if it is one. */
  donationId: string | null;
  bankAccountId: string | null;
  cashBoxId: string | null;
  preparedBy: string;
  approvedBy: string | null;
  paidBy: string | null;
  voucher: string | null;
  rejectReason: string | null;
  lines: LineView[];
  steps: StepView[];
  checks: BatchCheck[];
  /** The steps that the reader of this may take now. */
  may: Step[];
};

/** What a step answers. */
export type StepAnswer = { id: string; state: DisbursementState; total: number; sequence: number | null };
