/** The parts that forms on paper share: labelled fields, places to sign, the marks across the page. */
import { FAINT, type Box, type Paper } from './pdf.js';

export interface FormField {
  readonly label: string;
  readonly value: string;
  /** What the eye should find first: a name, a sum. */
  readonly strong?: boolean;
}

export interface SignatureBlock {
  /** Whose place it is: a post, not a person. */
  readonly title: string;
  readonly hint: string;
  /** Printed where the signer writes the name; without it the place stays empty. */
  readonly name?: string;
}

const GAP = 8;
const SMALLEST = 5.5;

/** Label beside value, as large as the box allows; long values go on over several lines. @returns the y below */
export function writeFields(paper: Paper, fields: readonly FormField[], box: Required<Box>, size: number): number {
  const labelWidth = Math.min(box.width * 0.26, 150);
  const valueWidth = box.width - labelWidth - GAP;
  const heightsAt = (points: number): number[] =>
    fields.map(({ label, value, strong }) => {
      const weight = strong ? 'bold' : 'regular';
      const labelHeight = paper.heightOf(label, labelWidth, { size: points });
      return Math.max(labelHeight, paper.heightOf(value, valueWidth, { size: points, weight })) + points * 0.3;
    });
  let points = size;
  while (points > SMALLEST && total(heightsAt(points)) > box.height) points -= 0.5;
  const heights = heightsAt(points);
  const squeeze = Math.min(1, box.height / total(heights));
  let { y } = box;
  for (const [at, { label, value, strong }] of fields.entries()) {
    const height = heights[at]! * squeeze;
    const room = height - points * 0.3 * squeeze;
    paper.write(label, { x: box.x, y, width: labelWidth, height: room }, { size: points, colour: FAINT });
    const place = { x: box.x + labelWidth + GAP, y, width: valueWidth, height: room };
    paper.write(value, place, { size: points, weight: strong ? 'bold' : 'regular' });
    y += height;
  }
  return y;
}

/** Places to sign side by side: the post, how to sign, room for the hand, the name at the foot. */
export function writeSignatures(paper: Paper, blocks: readonly SignatureBlock[], box: Required<Box>): void {
  const width = box.width / Math.max(blocks.length, 1);
  for (const [at, { title, hint, name }] of blocks.entries()) {
    const x = box.x + at * width + 2;
    const column = { x, width: width - 4 };
    const style = { align: 'center' } as const;
    const below = paper.write(title, { ...column, y: box.y, height: 24 }, { ...style, size: 9, weight: 'bold' });
    paper.write(hint, { ...column, y: below, height: 12 }, { ...style, size: 7.5, weight: 'italic', colour: FAINT });
    if (!name) continue;
    const bold = { ...style, size: 9, weight: 'bold', smallest: SMALLEST } as const;
    const height = Math.min(paper.heightOf(name, column.width, bold), 26);
    paper.write(name, { ...column, y: box.y + box.height - height, height }, bold);
  }
}

function total(heights: readonly number[]): number {
  return heights.reduce((sum, height) => sum + height, 0);
}
