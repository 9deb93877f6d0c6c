import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { PlainDate } from '../platform/dates.js';
import { PageQuery } from '../platform/paging.js';
import { IsPlainDate, IsVnd, Tidy } from '../platform/validation.js';
import { TICKET_RESULTS, TICKET_STATES, type TicketResult, type TicketState } from './lookup-ticket.rules.js';
import type { TicketWords } from './lookup-ticket.entity.js';

/** What was looked for and not found: the bank's reference, or the amount and the day. */
export class OpenTicketDto {
  @ApiProperty({ example: '00004', description: 'The unit whose fund the money was sent to.' })
  @Matches(/^[0-9A-Z]{2,10}$/)
  unitCode!: string;

  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsVnd()
  amount?: number;

  @ApiPropertyOptional({ example: '2026-09-10' })
  @IsOptional()
  @IsPlainDate()
  date?: string;

  @ApiPropertyOptional({ example: '08:21' })
  @IsOptional()
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/)
  time?: string;

  @ApiPropertyOptional({ description: 'Of the bank. Shown to the board only.' })
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(80)
  reference?: string;

  @ApiPropertyOptional({ description: 'A phone number or an e-mail address. Shown to the board only.' })
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(120)
  contact?: string;

  @ApiPropertyOptional({ description: 'Shown to the board only.' })
  @IsOptional()
  @Tidy()
  @IsString()
  @MaxLength(1000)
  note?: string;
}

export class AnswerTicketDto {
  @ApiProperty({ enum: TICKET_RESULTS })
  @IsIn(TICKET_RESULTS)
  result!: TicketResult;

  @ApiProperty({ description: 'For the donor, who reads it with the code of the question.' })
  @Tidy()
  @IsString()
  @MinLength(3)
  @MaxLength(2000)
  text!: string;
}

export class TicketsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: TICKET_STATES })
  @IsOptional()
  @IsIn(TICKET_STATES)
  state?: TicketState;
}

export type TicketSummary = {
  id: string;
  number: string;
  unitCode: string;
  unitName: string;
  amount: bigint | null;
  date: PlainDate | null;
  time: string | null;
  state: TicketState;
  openedOn: PlainDate;
  dueOn: PlainDate;
  /** Open, and its day to answer by is over. */
  overdue: boolean;
  endedOn: PlainDate | null;
};

/** With what the donor told the board alone. */
export type TicketDetail = TicketSummary & TicketWords & { answer: string | null; mayAnswer: boolean };
