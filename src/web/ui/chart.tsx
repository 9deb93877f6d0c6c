/** Paired bars drawn on the server: nothing is sent to run, it prints, and the same figures stand in a table beside it. */
import { scaleBand, scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { formatVnd } from '../../platform/money.js';
import { Disclosure } from './box.js';
import { type Say, useSay } from './page.js';
import { Table } from './table.js';

export type BarGroup = { label: string; values: readonly bigint[] };

export type BarChartProps = {
  /** Unique on the page; ties the drawing to its title. */
  id: string;
  title: string;
  /** One sentence for who does not see the drawing; made from the largest figure when left out. */
  description?: string;
  /** Two at most: what each bar of a group is, as received and given. */
  series: readonly string[];
  groups: readonly BarGroup[];
  /** Head of the first column of the table, as "Tháng". */
  groupHead: string;
};

const HEIGHT = 240;
const TOP = 18;
const BOTTOM = HEIGHT - 28;
/** The narrowest the drawing gets, on a phone: the figures of the axis must find room there. */
const NARROW = 300;

/** Across it is measured in percent and down in pixels, so that it fits any width with letters of one size. */
export function BarChart(props: BarChartProps): VNode {
  const say = useSay();
  const largest = props.groups.flatMap((group) => group.values).reduce((max, value) => (value > max ? value : max), 0n);
  const unit = unitOf(largest, say);
  const down = scaleLinear([0, Math.max(1, Number(largest))], [BOTTOM, TOP]).nice(4);
  const ticks = down.ticks(4);
  const left = percent(((Math.max(...ticks.map((tick) => unit.text(tick).length)) * 7 + 12) / NARROW) * 100);
  const across = scaleBand(
    props.groups.map((_, index) => String(index)),
    [left, 100],
  ).paddingInner(0.28);
  const thin = props.groups.length > 12 || props.groups.some((group) => group.label.length > 4);
  return (
    <figure class="chart">
      <figcaption class="row">
        <span class="legend">
          {props.series.map((name, index) => (
            <span key={name}>
              <span class={`swatch bar-${index}`} aria-hidden="true" /> {name}
            </span>
          ))}
        </span>
        <span class="end soft small">{unit.label}</span>
      </figcaption>
      <svg width="100%" height={HEIGHT} role="img" aria-labelledby={`${props.id}-title ${props.id}-desc`}>
        <title id={`${props.id}-title`}>{props.title}</title>
        <desc id={`${props.id}-desc`}>{props.description ?? describe(props, largest, say)}</desc>
        <Axis ticks={ticks} left={left} down={down} text={unit.text} />
        {props.groups.map((group, index) => (
          <Bars
            key={group.label}
            group={group}
            series={props.series}
            x={across(String(index)) ?? left}
            width={across.bandwidth()}
            down={down}
            thinned={thin && index % 2 === 1}
          />
        ))}
      </svg>
      <FiguresTable {...props} />
    </figure>
  );
}

/** Lines across, from zero, each with its figure. */
function Axis(props: {
  ticks: number[];
  left: number;
  down: (value: number) => number;
  text: (value: number) => string;
}): VNode {
  return (
    <>
      {props.ticks.map((tick) => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'axis' : 'grid'}
            x1={`${props.left}%`}
            x2="100%"
            y1={props.down(tick)}
            y2={props.down(tick)}
          />
          <text class="tick" x={`${percent(props.left - 1.5)}%`} y={props.down(tick) + 4} text-anchor="end">
            {props.text(tick)}
          </text>
        </g>
      ))}
    </>
  );
}

function FiguresTable(props: BarChartProps): VNode {
  const say = useSay();
  return (
    <Disclosure summary={say('Xem bảng số', 'See the figures')}>
      <Table
        caption={props.title}
        dense
        rows={props.groups}
        columns={[
          { key: 'group', head: props.groupHead, cell: (group) => group.label },
          ...props.series.map((name, index) => ({
            key: name,
            head: name,
            money: (group: BarGroup) => group.values[index] ?? 0n,
            total: true,
          })),
        ]}
      />
    </Disclosure>
  );
}

function Bars(props: {
  group: BarGroup;
  series: readonly string[];
  x: number;
  width: number;
  down: (value: number) => number;
  thinned: boolean;
}): VNode {
  const { group, x, width, down } = props;
  const step = width / Math.max(1, group.values.length);
  return (
    <g>
      {group.values.map((value, index) => (
        <rect
          key={index}
          class={`bar-${index}`}
          x={`${percent(x + index * step)}%`}
          width={`${percent(step * 0.92)}%`}
          y={percent(down(Number(value)))}
          height={percent(BOTTOM - down(Number(value)))}
        >
          <title>{`${group.label} · ${props.series[index] ?? ''}: ${formatVnd(value)}`}</title>
        </rect>
      ))}
      <text
        class={props.thinned ? 'tick thinned' : 'tick'}
        x={`${percent(x + width / 2)}%`}
        y={HEIGHT - 8}
        text-anchor="middle"
      >
        {group.label}
      </text>
    </g>
  );
}

/** The unit of the axis: tỷ from a thousand million, triệu from a million, else đồng. */
function unitOf(largest: bigint, say: Say): { label: string; text: (value: number) => string } {
  const [size, label] =
    largest >= 1_000_000_000n
      ? [1e9, say('tỷ đồng', 'billion đồng')]
      : largest >= 1_000_000n
        ? [1e6, say('triệu đồng', 'million đồng')]
        : [1, 'đồng'];
  const figures = new Intl.NumberFormat(say('vi', 'en'), { maximumFractionDigits: 2 });
  return { label, text: (value) => figures.format(value / size) };
}

function describe(props: BarChartProps, largest: bigint, say: Say): string {
  const top = props.groups.find((group) => group.values.includes(largest));
  if (!top || largest === 0n) return say('Chưa có khoản nào.', 'Nothing yet.');
  const name = props.series[top.values.indexOf(largest)] ?? '';
  return say(
    `Cao nhất: ${name} ${formatVnd(largest)}, ${top.label}. Số đầy đủ ở bảng bên dưới.`,
    `Highest: ${name} ${formatVnd(largest)}, ${top.label}. All figures are in the table below.`,
  );
}

function percent(value: number): number {
  return Math.round(value * 100) / 100;
}
