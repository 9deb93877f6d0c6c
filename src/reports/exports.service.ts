/** The books in other programs' formats. */
import { Injectable } from '@nestjs/common';
import { type ExportSummary, HledgerExport, type Write } from './hledger-export.service.js';
import { refuse } from './reports.refusals.js';

/** Formats that the command line names. Those that are not written yet are refused by name rather than half made. */
const FORMATS = ['hledger', 'beancount', '360giving', 'iati', 'csv'];

@Injectable()
export class ExportsService {
  constructor(private readonly hledger: HledgerExport) {}

  /** Writes the books in this format, piece by piece. @throws Refusal export.format-later, export.format-unknown */
  async export(format: string, write: Write): Promise<ExportSummary> {
    if (format === 'hledger') return this.hledger.exportHledger(write);
    throw refuse(FORMATS.includes(format) ? 'export.format-later' : 'export.format-unknown', {
      format: format.slice(0, 20),
    });
  }
}
