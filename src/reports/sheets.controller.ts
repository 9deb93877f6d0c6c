/** The books as spreadsheets, and the purposes with where their money lies. */
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { BooksQuery } from '../books/books.dto.js';
import { unitToRead } from '../books/books-position.service.js';
import { refuse } from './reports.refusals.js';
import { type RestrictionsReport, RestrictionsReportService } from './restrictions-report.service.js';
import { csvOf } from './sheet-csv.js';
import { xlsxOf } from './sheet-xlsx.js';
import { FORMATS, SheetQuery, SHEETS } from './sheets.dto.js';
import { SheetsService } from './sheets.service.js';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class SheetsController {
  constructor(
    private readonly sheets: SheetsService,
    private readonly purposes: RestrictionsReportService,
  ) {}

  /** Each purpose's roll-forward, what is reserved of it and for what, and where the money of its fund lies. */
  @Get('restrictions')
  @Permit('ledger.read')
  restrictions(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<RestrictionsReport> {
    const { unit, fund, from, asOf, known } = query;
    return this.purposes.of({
      unitCodes: [unitToRead(actor, unit)],
      fundId: fund,
      from,
      asOf,
      known: known === undefined ? undefined : BigInt(known),
    });
  }

  /** `trial-balance`, `chart`, `register` (of `account`), `journal`, `restrictions`; each `.csv` or `.xlsx`, as it is written. */
  @Get('sheets/:file')
  @Permit('ledger.read')
  @ApiProduces(TYPES.csv, TYPES.xlsx)
  async sheet(
    @CurrentActor() actor: Actor,
    @Param('file') file: string,
    @Query() query: SheetQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const [, asked, ending] = /^([a-z-]+)\.(csv|xlsx)$/.exec(file) ?? [];
    const name = SHEETS.find((each) => each === asked);
    const format = FORMATS.find((each) => each === ending);
    if (name === undefined || format === undefined) throw refuse('sheet.unknown');
    const lang = query.lang ?? langOf(request);
    const sheet = await this.sheets.of(actor, name, query, lang);
    response.set({
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${sheet.name}.${format}"`,
      'cache-control': 'no-store',
    });
    await pipeline(Readable.from(format === 'csv' ? csvOf(sheet) : xlsxOf(sheet)), response);
  }
}

/** Vietnamese unless the caller asks for English. */
function langOf(request: Request): 'vi' | 'en' {
  return request.header('accept-language') && request.acceptsLanguages(['vi', 'en']) === 'en' ? 'en' : 'vi';
}
