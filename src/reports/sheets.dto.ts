import { IsIn, IsOptional } from 'class-validator';
import { EntriesQuery } from '../books/books.dto.js';
import { IsPlainDate } from '../platform/validation.js';

export const SHEETS = ['trial-balance', 'chart', 'register', 'journal', 'restrictions'] as const;
export type SheetName = (typeof SHEETS)[number];

export const FORMATS = ['csv', 'xlsx'] as const;
export type SheetFormat = (typeof FORMATS)[number];

/** One line a code, or one line an account. */
export const LEVELS = ['codes', 'accounts'] as const;
export type Level = (typeof LEVELS)[number];

/** What a page of the books was asked for: its spreadsheet holds the same. `limit` and `cursor` are not read. */
export class SheetQuery extends EntriesQuery {
  @IsOptional()
  @IsPlainDate()
  asOf?: string;

  @IsOptional()
  @IsIn(LEVELS)
  level?: Level;

  /** The language of the heads and names; that of the caller without it. */
  @IsOptional()
  @IsIn(['vi', 'en'])
  lang?: 'vi' | 'en';
}
