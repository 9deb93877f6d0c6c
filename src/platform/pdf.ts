/**
 * Paper: PDF documents with Vietnamese letters, tagged for screen readers, and the same bytes for the same content.
 * Nothing in a document comes from the clock or from chance: its date is given, and what is stored is data and SHA-256.
 * Measures are points (1/72 inch) from the upper left corner of the page.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { create as createFont, Font } from 'fontkit';
import type PDFDocument from 'pdfkit';

export type Weight = 'regular' | 'bold' | 'italic';

export interface PaperOptions {
  readonly size: 'A4' | 'A5';
  readonly landscape?: boolean;
  readonly margin: number;
  readonly title: string;
  readonly author: string;
  /** When what it tells was recorded: the document's own date, so that it never depends on when it is printed. */
  readonly at: Date;
  /** For programs that read the file; nothing of it is seen on the paper. */
  readonly keywords?: string;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Where given, the text gets smaller until it fits, and is cut with "…" only when it is at its smallest. */
  readonly height?: number;
}

export interface TextStyle {
  readonly size: number;
  readonly smallest?: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** The role for screen readers; P unless said otherwise. */
  readonly tag?: 'H1' | 'P' | 'TH' | 'TD' | 'Caption';
}

export const INK = '#14181f';
export const FAINT = '#5b6470';
export const MM = 72 / 25.4;

const files: Record<Weight, string> = {
  regular: '400Regular/BeVietnamPro_400Regular.ttf',
  bold: '700Bold/BeVietnamPro_700Bold.ttf',
  italic: '400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf',
};
/** Loaded with the first paper: they are a good part of the time that the program, and every command, takes to start. */
const load = createRequire(import.meta.url);
const opened = new Map<Weight, Font>();
/** Asking the font is slow and a page asks for the same hundred letters over and over. */
const letters = new Map<string, boolean>([['\n', true]]);

/** Each weight is read and parsed once for the life of the program: that is most of the cost of a small document. */
function fontOf(weight: Weight): Font {
  const known = opened.get(weight);
  if (known) return known;
  const path = load.resolve(`@expo-google-fonts/be-vietnam-pro/${files[weight]}`);
  const { create } = load('fontkit') as { create: typeof createFont };
  const font = create(readFileSync(path));
  opened.set(weight, font);
  return font;
}

/**
 * Text as the font can print it: composed letters (a decomposed "ệ" would lose its marks), no control signs, ligature
 * signs spelled out (else the shared font would remember which came first), "?" for what it has no letter for.
 */
export function printable(text: string): string {
  const composed = text
    .normalize('NFC')
    .replace(/[\ufb00-\ufb06]/g, (sign) => sign.normalize('NFKC'))
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[^\P{C}\n]/gu, ' ');
  return [...composed].map((sign) => (hasLetter(sign) ? sign : '?')).join('');
}

function hasLetter(sign: string): boolean {
  let known = letters.get(sign);
  if (known === undefined) {
    known = fontOf('regular').hasGlyphForCodePoint(sign.codePointAt(0)!);
    // The font has about a thousand; a text of every sign there is must not fill the memory.
    if (letters.size < 5000) letters.set(sign, known);
  }
  return known;
}

export class Paper {
  readonly pdf: PDFKit.PDFDocument;
  private readonly chunks: Buffer[] = [];
  private readonly parents: PDFKit.PDFStructureElement[];
  private quiet = false;

  constructor(private readonly options: PaperOptions) {
    const { size, landscape, title, author, at, keywords } = options;
    this.pdf = new (load('pdfkit') as typeof PDFDocument)({
      size,
      layout: landscape ? 'landscape' : 'portrait',
      margin: 0,
      font: '',
      bufferPages: true,
      tagged: true,
      lang: 'vi',
      displayTitle: true,
      pdfVersion: '1.7',
      info: {
        Title: title,
        Author: author,
        Producer: 'Sổ Vàng',
        Creator: 'Sổ Vàng',
        CreationDate: at,
        ModDate: at,
        ...(keywords !== undefined && { Keywords: keywords }),
      },
    });
    for (const weight of Object.keys(files) as Weight[]) {
      // The library takes an opened font too; its types only know files and bytes.
      this.pdf.registerFont(weight, fontOf(weight) as unknown as Buffer);
    }
    this.pdf.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    const root = this.pdf.struct('Document');
    this.pdf.addStructure(root);
    this.parents = [root];
  }

  /** The printable area, inside the margin. */
  get area(): Required<Box> & { readonly right: number; readonly bottom: number } {
    const { margin } = this.options;
    const { width, height } = this.pdf.page;
    const [right, bottom] = [width - margin, height - margin];
    return { x: margin, y: margin, width: right - margin, height: bottom - margin, right, bottom };
  }

  newPage(): void {
    this.pdf.addPage();
  }

  /** @returns how high the text stands in a column of this width */
  heightOf(text: string, width: number, style: TextStyle): number {
    if (text === '') return 0;
    return this.use(style).heightOfString(printable(text), { width, align: style.align ?? 'left' });
  }

  /** Writes a paragraph. @returns the y below it */
  write(text: string, box: Box, style: TextStyle): number {
    if (text === '') return box.y;
    const fitted = this.fitted(text, box, style);
    const height = Math.min(this.heightOf(text, box.width, fitted), box.height ?? Infinity);
    // The height is always given: without one the library would start a page of its own at the end of this one.
    const limits = { width: box.width, height: height + 0.01, ellipsis: '…', align: style.align ?? 'left' };
    this.tagged(style.tag ?? 'P', () => {
      this.use(fitted)
        .fillColor(style.colour ?? INK)
        .text(printable(text), box.x, box.y, limits);
    });
    return box.y + height;
  }

  /** Groups what is written inside under one structure element: a table, its row. */
  group(tag: 'Table' | 'TR' | 'Sect', write: () => void): void {
    const element = this.pdf.struct(tag);
    this.parents.at(-1)!.add(element);
    this.parents.push(element);
    write();
    this.parents.pop();
    element.end();
  }

  /** What is written inside is for the eye only: it was said before. */
  silently(write: () => void): void {
    this.quiet = true;
    this.decorate(write);
    this.quiet = false;
  }

  /** A drawing that a screen reader reads as this sentence. */
  figure(alt: string, box: Required<Box>, draw: () => void): void {
    const bbox = [box.x, box.y, box.x + box.width, box.y + box.height];
    const options = { alt: printable(alt), bbox };
    this.parents.at(-1)!.add(this.pdf.struct('Figure', options, [draw]));
  }

  /** Lines, fills and repeated heads: nothing that a screen reader should read. */
  decorate(draw: (pdf: PDFKit.PDFDocument) => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' });
    draw(this.pdf);
    this.pdf.endMarkedContent();
  }

  line(fromX: number, fromY: number, toX: number, toY: number, colour = '#8a939e'): void {
    this.decorate((pdf) => pdf.lineWidth(0.5).moveTo(fromX, fromY).lineTo(toX, toY).stroke(colour));
  }

  /** A word across the page on top of all the rest, as a stamp. `opacity` from 0 to 1. */
  overprint(
    text: string,
    centre: { x: number; y: number },
    style: TextStyle & { opacity: number; angle: number },
  ): void {
    this.tagged('P', () => {
      const { pdf } = this;
      const word = printable(text);
      this.use(style);
      const [width, height] = [pdf.widthOfString(word), pdf.currentLineHeight()];
      pdf
        .save()
        .rotate(style.angle, { origin: [centre.x, centre.y] })
        .fillOpacity(style.opacity);
      pdf
        .fillColor(style.colour ?? INK, style.opacity)
        .text(word, centre.x - width / 2, centre.y - height / 2, { lineBreak: false });
      pdf.restore();
    });
  }

  /** Writes on the foot of every page, in the margin; `sentence` gets the page from 1 and how many there are. */
  numberPages(sentence: (page: number, pages: number) => string): void {
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(page);
      const { right, bottom } = this.area;
      this.decorate((pdf) => {
        const text = printable(sentence(page + 1, count));
        this.use({ size: 8 }).fillColor(FAINT);
        pdf.text(text, right - pdf.widthOfString(text), bottom + 6, { lineBreak: false });
      });
    }
  }

  /** Closes the document. @returns its bytes, the same for the same content */
  finish(): Promise<Buffer> {
    this.parents[0]!.end();
    return new Promise((resolve, reject) => {
      this.pdf.once('end', () => resolve(Buffer.concat(this.chunks)));
      this.pdf.once('error', reject);
      this.pdf.end();
    });
  }

  private tagged(tag: string, draw: () => void): void {
    if (this.quiet) return draw();
    this.parents.at(-1)!.add(this.pdf.struct(tag, {}, [draw]));
  }

  private fitted(text: string, box: Box, style: TextStyle): TextStyle {
    const smallest = style.smallest ?? style.size * 0.7;
    let { size } = style;
    if (box.height === undefined) return style;
    while (size > smallest && this.heightOf(text, box.width, { ...style, size }) > box.height) size -= 0.5;
    return { ...style, size: Math.max(size, smallest) };
  }

  private use(style: TextStyle): PDFKit.PDFDocument {
    return this.pdf.font(style.weight ?? 'regular', style.size);
  }
}
