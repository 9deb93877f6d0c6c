/** A table over as many pages as it needs, its head repeated on each. */
import { INK, type Paper, type TextStyle } from './pdf.js';

export interface TableColumn {
  readonly title: string;
  /** In points; together they should fill the printable width. */
  readonly width: number;
  readonly align?: 'left' | 'center' | 'right';
  /** A number gets smaller instead of being broken in two, which reads as another number. */
  readonly oneLine?: boolean;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Room for a signature, where the rows are signed. */
  readonly rowHeight: number;
  readonly size: number;
}

const PAD = 3;
const EDGE = '#8a939e';

/** @param y where the table starts on the current page @returns the y below its last row, on the page then current */
export function writeTable(paper: Paper, table: Table, y: number): number {
  let below = y;
  paper.group('Table', () => {
    const head = headHeight(paper, table);
    if (below + head + table.rowHeight > paper.area.bottom) below = turn(paper);
    paper.group('TR', () => {
      drawHead(paper, table, below, head);
      writeCells(paper, table, titles(table), { y: below, height: head }, headStyle(table));
    });
    below += head;
    for (const row of table.rows) {
      const height = rowHeight(paper, table, row, head);
      if (below + height > paper.area.bottom) below = repeatHead(paper, table, head);
      paper.group('TR', () => writeCells(paper, table, row, { y: below, height }, { size: table.size, tag: 'TD' }));
      drawEdges(paper, table, below, height);
      below += height;
    }
  });
  return below;
}

function repeatHead(paper: Paper, table: Table, height: number): number {
  const y = turn(paper);
  drawHead(paper, table, y, height);
  // A screen reader has heard the head once; on the further pages it is for the eye.
  paper.silently(() => writeCells(paper, table, titles(table), { y, height }, headStyle(table)));
  return y + height;
}

function turn(paper: Paper): number {
  paper.newPage();
  return paper.area.y;
}

function titles(table: Table): string[] {
  return table.columns.map((column) => column.title);
}

function headStyle(table: Table): TextStyle {
  return { size: table.size, weight: 'bold', align: 'center', tag: 'TH' };
}

function headHeight(paper: Paper, table: Table): number {
  const heights = table.columns.map(({ title, width }) => paper.heightOf(title, width - 2 * PAD, headStyle(table)));
  return Math.max(...heights) + 2 * PAD;
}

/** As high as its longest cell needs, but never more than a page holds below the head. */
function rowHeight(paper: Paper, table: Table, row: readonly string[], head: number): number {
  const heights = table.columns.map(({ width, oneLine }, at) =>
    oneLine ? 0 : paper.heightOf(row[at] ?? '', width - 2 * PAD, { size: table.size }),
  );
  return Math.min(Math.max(table.rowHeight, ...heights.map((height) => height + 2 * PAD)), paper.area.height - head);
}

function writeCells(
  paper: Paper,
  table: Table,
  cells: readonly string[],
  at: { y: number; height: number },
  style: TextStyle,
): void {
  let { x } = paper.area;
  for (const [index, { width, align, oneLine }] of table.columns.entries()) {
    const single = oneLine && style.tag === 'TD';
    const height = single ? style.size * 1.4 : at.height - 2 * PAD;
    const box = { x: x + PAD, y: at.y + PAD, width: width - 2 * PAD, height };
    const smallest = single ? style.size / 2 : style.size;
    paper.write(cells[index] ?? '', box, { align: align ?? 'left', ...style, smallest });
    x += width;
  }
}

function drawHead(paper: Paper, table: Table, y: number, height: number): void {
  const { x } = paper.area;
  paper.decorate((pdf) => pdf.rect(x, y, tableWidth(table), height).fill('#e9edf2').fillColor(INK));
  drawEdges(paper, table, y, height);
}

function drawEdges(paper: Paper, table: Table, y: number, height: number): void {
  paper.decorate((pdf) => {
    let { x } = paper.area;
    pdf.lineWidth(0.5).rect(x, y, tableWidth(table), height);
    for (const { width } of table.columns.slice(0, -1)) {
      x += width;
      pdf.moveTo(x, y).lineTo(x, y + height);
    }
    pdf.stroke(EDGE);
  });
}

function tableWidth(table: Table): number {
  return table.columns.reduce((total, column) => total + column.width, 0);
}
