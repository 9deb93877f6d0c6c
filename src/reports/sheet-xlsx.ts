/**
 * XLSX (ECMA-376) as the rows come, so that a long register neither fills the memory nor holds the server up. Text is
 * written as inline strings, which are never formulas; amounts are numbers with the format `#,##0` and days are dates.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { daysBetween } from '../platform/dates.js';
import type { Sheet, SheetCell, SheetColumn, SheetRow } from './sheet.js';

/** Compressing a piece takes a few milliseconds; between two of them others are served. */
const PIECE = 65_536;
/** The same table gives the same bytes. */
const MADE_AT = new Date('2000-01-01T00:00:00Z');
/** Beyond 15 digits a spreadsheet rounds: such an amount is written as text, exactly. */
const MOST_EXACT = 999_999_999_999_999n;
/** Days are counted from here, as if 1900 had been a leap year; earlier ones are written as text. */
const [FIRST_DAY, DAY_ZERO] = ['1900-03-01', '1899-12-30'];

/** Places in the list of formats of `styles.xml`, below. */
const STYLE = { text: 0, title: 1, head: 2, money: 3, date: 4, count: 5, strong: 6, strongMoney: 7 } as const;

/** The file, piece by piece. */
export async function* xlsxOf(sheet: Sheet): AsyncGenerator<Buffer> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const part = (name: string): ZipDeflate => {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = MADE_AT;
    zip.add(file);
    return file;
  };
  for (const [name, xml] of partsOf(sheet)) part(name).push(strToU8(xml), true);
  const table = part('xl/worksheets/sheet1.xml');
  let piece = beginningOf(sheet);
  let number = headRow(sheet);
  for await (const row of sheet.rows) {
    piece += rowXml(sheet.columns, row, (number += 1));
    if (piece.length < PIECE) continue;
    table.push(strToU8(piece));
    piece = '';
    yield Buffer.concat(ready.splice(0));
  }
  table.push(strToU8(`${piece}</sheetData>${PRINT}</worksheet>`), true);
  zip.end();
  yield Buffer.concat(ready.splice(0));
}

/** The row that the columns' heads stand in: below the title, what it is about, and an empty row. */
function headRow({ facts }: Sheet): number {
  return facts.length + 3;
}

function beginningOf(sheet: Sheet): string {
  const { columns, title, facts } = sheet;
  const head = headRow(sheet);
  const above = [title, ...facts].map((text, index) => {
    const style = index === 0 ? STYLE.title : STYLE.text;
    return `<row r="${index + 1}">${textCell(`A${index + 1}`, text, style)}</row>`;
  });
  const heads = columns.map((column, index) => textCell(`${letterOf(index)}${head}`, column.head, STYLE.head));
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${XML}<worksheet ${MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${head}" topLeftCell="A${head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${above.join('')}<row r="${head}">${heads.join('')}</row>`;
}

function rowXml(columns: SheetColumn[], { cells, strong = false }: SheetRow, number: number): string {
  const written = columns.map((column, index) =>
    cellXml(column, cells[index] ?? null, `${letterOf(index)}${number}`, strong),
  );
  return `<row r="${number}">${written.join('')}</row>`;
}

function cellXml({ kind }: SheetColumn, cell: SheetCell, at: string, strong: boolean): string {
  if (cell === null) return '';
  if (typeof cell === 'bigint') {
    if (cell > MOST_EXACT || cell < -MOST_EXACT) return textCell(at, String(cell), strong ? STYLE.strong : STYLE.text);
    const style = kind === 'count' ? STYLE.count : strong ? STYLE.strongMoney : STYLE.money;
    return `<c r="${at}" s="${style}"><v>${cell}</v></c>`;
  }
  if (kind === 'date' && cell >= FIRST_DAY) {
    return `<c r="${at}" s="${STYLE.date}"><v>${daysBetween(DAY_ZERO, cell)}</v></c>`;
  }
  return textCell(at, cell, strong ? STYLE.strong : STYLE.text);
}

function textCell(at: string, text: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** `A` to `Z`: no table of ours is wider. */
function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

/** What XML 1.0 cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (sign) => (/[\t\n\r]/.test(sign) ? sign : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const FILE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Landscape A4, as wide as one page, with page numbers. */
const PRINT =
  '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter>';

/** Fonts: plain, title, bold. Formats stand in the order of `STYLE`. */
const STYLES = `${XML}<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" fontId="2" borderId="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf><xf xfId="0" numFmtId="3" applyNumberFormat="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="1" applyNumberFormat="1"/><xf xfId="0" fontId="2" applyFont="1"/><xf xfId="0" fontId="2" numFmtId="3" applyFont="1" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** All parts of the package but the table itself. */
function partsOf(sheet: Sheet): [name: string, xml: string][] {
  const name = escaped(sheet.title.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31)).replaceAll('"', '&quot;');
  const heads = `'${name}'!$${headRow(sheet)}:$${headRow(sheet)}`;
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${FILE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${FILE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${FILE}.styles+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">${heads}</definedName></definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}
