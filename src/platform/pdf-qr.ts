/** QR codes on paper, drawn as vectors so that any printer gives sharp edges. */
import QRCode, { type QRCodeSegment } from 'qrcode';
import type { Paper } from './pdf.js';

/** The modules of a code at error correction M: it still reads when a fold or a stamp has taken 15% of it. */
export function qrModules(text: string): { size: number; dark: (row: number, column: number) => boolean } {
  const { modules } = QRCode.create(segmentsOf(text), { errorCorrectionLevel: 'M' });
  return { size: modules.size, dark: (row, column) => modules.get(row, column) === 1 };
}

/** What follows "#" in capital letters and digits takes five and a half bits a letter instead of eight. */
function segmentsOf(text: string): string | QRCodeSegment[] {
  const at = text.indexOf('#') + 1;
  const [address, rest] = [text.slice(0, at), text.slice(at)];
  if (at === 0 || !/^[0-9A-Z]+$/.test(rest)) return text;
  return [
    { data: new TextEncoder().encode(address), mode: 'byte' },
    { data: rest, mode: 'alphanumeric' },
  ];
}

/**
 * Draws the code as a square of this side; the caller leaves the quiet zone of four modules around it white.
 * @param alt the sentence that a screen reader reads instead
 */
export function drawQr(paper: Paper, text: string, at: { x: number; y: number; side: number }, alt: string): void {
  const { size, dark } = qrModules(text);
  const module = at.side / size;
  paper.figure(alt, { x: at.x, y: at.y, width: at.side, height: at.side }, () => {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        if (!dark(row, column)) continue;
        const from = column;
        // One rectangle for each run: between two neighbours a viewer would show a hair of white.
        while (column + 1 < size && dark(row, column + 1)) column++;
        paper.pdf.rect(at.x + from * module, at.y + row * module, (column + 1 - from) * module, module);
      }
    }
    paper.pdf.fillOpacity(1).fill('#000000');
  });
}
