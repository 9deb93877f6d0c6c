/** Amounts and dates as the books print them: whole đồng, groups of three, figures under figures. */
import type { ComponentChildren, VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { formatFigures, formatMoney, formatNumber } from '../../platform/money.js';
import { useSay } from './page.js';
import type { Tone } from './tag.js';

/**
 * `1.234.567 đ`, or `1.250,50 USD` of an amount in another currency's minor unit; with `bare` only the figures, for a
 * column whose head names the unit.
 */
export function Money({ amount, bare, currency }: { amount: bigint; bare?: boolean; currency?: string }): VNode {
  const foreign = currency !== undefined && currency !== 'VND';
  const figures = foreign ? formatFigures(amount, currency) : formatNumber(amount);
  return (
    <data class="money" value={String(amount)}>
      {signed(bare ? figures : formatMoney(amount, currency))}
    </data>
  );
}

/** A count with its groups of three, as `6.977`. */
export function Count({ value }: { value: number | bigint }): VNode {
  return <span class="money">{signed(formatNumber(value))}</span>;
}

/** `2026-07-05` as `05/07/2026`. */
export function DateText({ date }: { date: string }): VNode {
  return <time dateTime={date}>{formatDate(date)}</time>;
}

/** One large figure with what it is; an amount or a count. */
export function Figure(props: {
  label: ComponentChildren;
  amount?: bigint;
  count?: number | bigint;
  note?: ComponentChildren;
  tone?: Tone | 'gold';
}): VNode {
  return (
    <div class="figure">
      <p class="soft small">{props.label}</p>
      <p class={`figure-value${props.tone ? ` is-${props.tone}` : ''}`}>
        {props.amount !== undefined ? <Money amount={props.amount} /> : <Count value={props.count ?? 0} />}
      </p>
      {props.note !== undefined && <p class="small">{props.note}</p>}
    </div>
  );
}

/** Figures in one strip. */
export function Figures({ children }: { children: ComponentChildren }): VNode {
  return <div class="figures-strip sheet">{children}</div>;
}

export type MeterPart = { label: string; value: bigint; tone: 'true' | 'wait' | 'wrong' };

/** Shares of one whole, told in words to who does not see them; with `legend` each part is written out below. */
export function Meter(props: { label: string; total: bigint; parts: MeterPart[]; legend?: boolean }): VNode {
  const say = useSay();
  const rows = props.parts.map((part) => ({ ...part, share: shareOf(part.value, props.total) }));
  const offsets = rows.map((_, index) => rows.slice(0, index).reduce((sum, row) => sum + row.share, 0));
  const spoken = rows.map((row) => `${row.label} ${percent(row.share, say)}`).join(', ');
  return (
    <div class="meter-box">
      <svg class="meter" role="img" aria-label={`${props.label}: ${spoken}`} width="100%" height="10">
        <rect class="meter-whole" width="100%" height="10" />
        {rows.map((row, index) => (
          <rect
            key={row.label}
            class={`meter-${row.tone}`}
            x={`${fixed(offsets[index] ?? 0)}%`}
            width={`${fixed(row.share)}%`}
            height="10"
          />
        ))}
      </svg>
      {props.legend && (
        <dl class="facts figures small">
          {rows.map((row) => (
            <div key={row.label}>
              <dt>
                <span class={`swatch meter-${row.tone}`} aria-hidden="true" /> {row.label}{' '}
                <span class="soft">{percent(row.share, say)}</span>
              </dt>
              <dd>
                <Money amount={row.value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** A clock of the law, as `ngày 61/90`: true until a fifth is left, then waiting, then wrong once it has run out. */
export function DayCount({ label, day, of }: { label: string; day: number; of: number }): VNode {
  const say = useSay();
  const left = of - day;
  const tone = left < 0 ? 'wrong' : left <= of / 5 ? 'wait' : 'true';
  const words =
    left < 0
      ? say(`quá hạn ${-left} ngày`, `${-left} days overdue`)
      : left === 0
        ? say('hạn là hôm nay', 'due today')
        : say(`còn ${left} ngày`, `${left} days left`);
  return (
    <div class="day-count">
      <div class="row">
        <span>{label}</span>
        <span class={`end strong is-${tone}`}>
          {say(`ngày ${day}/${of}`, `day ${day}/${of}`)} · {words}
        </span>
      </div>
      <svg class="meter" aria-hidden="true" width="100%" height="6">
        <rect class="meter-whole" width="100%" height="6" />
        <rect class={`meter-${tone}`} width={`${fixed(Math.min(100, Math.max(0, (day / of) * 100)))}%`} height="6" />
      </svg>
    </div>
  );
}

/** Percent of the whole, for drawing only; at most two decimals, never more than the whole. */
function shareOf(value: bigint, total: bigint): number {
  if (total <= 0n || value <= 0n) return 0;
  return Math.min(100, Number((value * 10_000n) / total) / 100);
}

function percent(share: number, say: (vi: string, en: string) => string): string {
  const text = share > 0 && share < 1 ? share.toFixed(1) : String(Math.round(share));
  return `${say(text.replace('.', ','), text)} %`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The true minus, as wide as the figures it stands before. */
function signed(text: string): string {
  return text.replace(/^-/, '\u2212');
}
