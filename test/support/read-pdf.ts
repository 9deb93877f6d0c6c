/**
 * Reads back the documents that the product writes, as far as a test asks: which letters stand where, what is drawn,
 * how it is tagged. Not a PDF reader for other programs' files.
 */
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

// Its types say `export default`, its code is CommonJS: only asking for it plainly gives the function both ways.
const { default: jsQR } = createRequire(import.meta.url)('jsqr') as typeof import('jsqr', {
  with: { 'resolution-mode': 'require' },
});

export interface PdfText {
  readonly text: string;
  /** From the upper left corner, at the base line; `rotated` texts keep the place before they were turned. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly rotated: boolean;
}

export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PdfText[];
  /** Filled black rectangles, the modules of a QR code: x, y, width, height from the upper left corner. */
  readonly blocks: readonly (readonly [number, number, number, number])[];
  /** Structure and artifact marks, in order: P, H1, TD, Artifact. */
  readonly marks: readonly string[];
}

type LoadedFont = { widths: number[]; letters: string[] };

export function readPdf(bytes: Buffer): PdfPage[] {
  const file = bytes.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id, body] of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(id!, body!);
  const kids = /\/Kids \[([^\]]*)\]/.exec([...objects.values()].find((body) => body.includes('/Type /Pages'))!)![1]!;
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => readPage(objects, objects.get(id!)!));
}

/** All the text of a page in reading order, one line for each piece. */
export function textOf(page: PdfPage): string {
  return page.texts.map((piece) => piece.text).join('\n');
}

/** What a phone's camera reads of the page: its blocks painted as pixels, with the white around them, and decoded. */
export function decodeQr(page: PdfPage): string | undefined {
  const [scale, quiet] = [4, 10];
  const left = Math.min(...page.blocks.map(([x]) => x)) - quiet;
  const top = Math.min(...page.blocks.map(([, y]) => y)) - quiet;
  const width = Math.ceil((Math.max(...page.blocks.map(([x, , w]) => x + w)) + quiet - left) * scale);
  const height = Math.ceil((Math.max(...page.blocks.map(([, y, , h]) => y + h)) + quiet - top) * scale);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [x, y, w, h] of page.blocks) {
    const [from, to] = [Math.round((x - left) * scale), Math.round((x + w - left) * scale)];
    for (let row = Math.round((y - top) * scale); row < Math.round((y + h - top) * scale); row++) {
      for (let column = from; column < to; column++)
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return jsQR(pixels, width, height)?.data;
}

function readPage(objects: Map<string, string>, page: string): PdfPage {
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page)!.map(Number);
  const resources = objects.get(/\/Resources (\d+) 0 R/.exec(page)![1]!)!;
  const fonts = new Map<string, LoadedFont>();
  for (const [, name, id] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) fonts.set(name!, readFont(objects, id!));
  const content = streamOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)![1]!)!);
  return {
    width: width!,
    height: height!,
    texts: readTexts(content, height!, fonts),
    blocks: readBlocks(content),
    marks: [...content.matchAll(/\/(\w+) (?:<<[^>]*>> BDC|BMC)/g)].map(([, tag]) => tag!),
  };
}

/** The library writes one operator on a line; a text is `… cm`, `BT`, `… Tm`, `… Tf`, `[…] TJ`, `ET`. */
function readTexts(content: string, pageHeight: number, fonts: Map<string, LoadedFont>): PdfText[] {
  const texts: PdfText[] = [];
  const turned = [false];
  let [x, y, size] = [0, 0, 0];
  let font: LoadedFont | undefined;
  for (const line of content.split('\n')) {
    const numbers = line.split(' ');
    if (line === 'q') turned.push(turned.at(-1)!);
    else if (line === 'Q') turned.pop();
    else if (line.endsWith(' cm') && Number(numbers[1]) !== 0) turned[turned.length - 1] = true;
    else if (line.endsWith(' Tm')) [x, y] = [Number(numbers[4]), pageHeight - Number(numbers[5])];
    else if (line.endsWith(' Tf')) [font, size] = [fonts.get(numbers[0]!.slice(1)), Number(numbers[1])];
    else if (line.endsWith('] TJ') && font) {
      const { text, units } = readShown(line, font);
      texts.push({ text, x, y, width: (units * size) / 1000, size, rotated: turned.at(-1)! });
    }
  }
  return texts;
}

function readShown(shown: string, font: LoadedFont): { text: string; units: number } {
  let text = '';
  let units = 0;
  for (const [, hex, kern] of shown.matchAll(/<([0-9a-f]+)>|(-?[\d.]+)/g)) {
    if (kern !== undefined) units -= Number(kern);
    for (const [glyph] of (hex ?? '').matchAll(/.{4}/g)) {
      text += font.letters[parseInt(glyph, 16)] ?? '\ufffd';
      units += font.widths[parseInt(glyph, 16)] ?? 0;
    }
  }
  return { text, units };
}

function readFont(objects: Map<string, string>, id: string): LoadedFont {
  const font = objects.get(id)!;
  const descendant = objects.get(/\/DescendantFonts \[(\d+) 0 R\]/.exec(font)![1]!)!;
  const map = streamOf(objects.get(/\/ToUnicode (\d+) 0 R/.exec(font)![1]!)!);
  const widths = /\/W \[0 \[([^\]]*)\]/.exec(descendant)![1]!.split(' ').map(Number);
  const letters: string[] = [];
  for (const [, first, list] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    let at = parseInt(first!, 16);
    for (const [, codes] of list!.matchAll(/<([0-9a-f ]*)>/g)) {
      letters[at++] = codes!
        .split(' ')
        .map((code) => String.fromCharCode(parseInt(code, 16)))
        .join('');
    }
  }
  return { widths, letters };
}

/** Only what is filled with black: a QR's modules, not a table's head. */
function readBlocks(content: string): [number, number, number, number][] {
  const figure = /\/Figure <<[^>]*>> BDC\n([\s\S]*?)EMC/.exec(content)?.[1] ?? '';
  return [...figure.matchAll(/([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re/g)].map(([, x, y, w, h]) => [
    Number(x),
    Number(y),
    Number(w),
    Number(h),
  ]);
}

function streamOf(object: string): string {
  const [head = '', body = ''] = object.split(/\nstream\n/);
  const raw = Buffer.from(body.replace(/\nendstream$/, ''), 'latin1');
  return (head.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1');
}
