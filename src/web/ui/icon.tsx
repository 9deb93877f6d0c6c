/** Inline SVG from lucide-static, read once at start: no request, no script, the colour of the text beside it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { VNode } from 'preact';

const NAMES = [
  'a-large-small',
  'arrow-left',
  'arrow-right',
  'ban',
  'book-open',
  'calendar',
  'check',
  'chevron-right',
  'circle',
  'circle-check',
  'circle-help',
  'circle-x',
  'clock',
  'download',
  'eye',
  'file-text',
  'file-up',
  'gift',
  'hand-coins',
  'hourglass',
  'house',
  'info',
  'landmark',
  'languages',
  'link',
  'lock',
  'log-out',
  'map-pin',
  'minus',
  'package',
  'pencil',
  'phone',
  'plus',
  'printer',
  'qr-code',
  'receipt',
  'scale',
  'search',
  'shield-check',
  'star',
  'triangle-alert',
  'undo-2',
  'upload',
  'users',
  'vote',
  'x',
] as const;

export type IconName = (typeof NAMES)[number];

const resolve = createRequire(import.meta.url).resolve;
const drawings = new Map<IconName, string>(NAMES.map((name) => [name, drawingOf(name)]));

/** Decorative unless it carries a `label`, which a screen reader then speaks. */
export function Icon({ name, label }: { name: IconName; label?: string }): VNode {
  const spoken = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width="20"
      height="20"
      {...spoken}
      dangerouslySetInnerHTML={{ __html: drawings.get(name) ?? '' }}
    />
  );
}

/** The mark of the product: an open book whose page edge is gold. */
export function BrandMark(): VNode {
  return (
    <svg class="mark-svg" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path class="m-cover" d="M2 7.5C6.5 5 12 5.2 16 8c4-2.8 9.5-3 14-.5V26c-4.5-2.2-10-2-14 .8-4-2.8-9.5-3-14-.8z" />
      <path class="m-gold" d="M16 8v18.8M6 12c2.4-.8 4.8-.7 7 .3M6 16c2.4-.8 4.8-.7 7 .3M6 20c2.4-.8 4.8-.7 7 .3" />
      <path class="m-star" d="m22.6 11.2 1.3 2.7 3 .4-2.2 2.1.5 3-2.6-1.4-2.7 1.4.5-3-2.1-2.1 3-.4z" />
    </svg>
  );
}

function drawingOf(name: IconName): string {
  const file = readFileSync(resolve(`lucide-static/icons/${name}.svg`), 'utf8');
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(file)?.[1];
  if (inner === undefined) throw new Error(`The icon ${name} is not an SVG.`);
  return inner.replace(/\s+/g, ' ').trim();
}
