/** Tables carry the product: aligned figures, totals that are the sum, and on a phone each row a card. */
import type { ComponentChildren, VNode } from 'preact';
import { Count, Money } from './money.js';
import { useSay } from './page.js';

export type Column<Row> = {
  key: string;
  head: string;
  /** What the cell shows; without it, `money` or `count` is shown. */
  cell?: (row: Row) => ComponentChildren;
  /** An amount in đồng: right-aligned, figures only; summed in the totals row when `total`. */
  money?: (row: Row) => bigint | null | undefined;
  /** A count: right-aligned; summed in the totals row when `total`. */
  count?: (row: Row) => number | null | undefined;
  total?: boolean;
  align?: 'left' | 'right';
  /** Left out of the card on a phone. */
  wideOnly?: boolean;
};

export type TableProps<Row> = {
  /** What the table is, spoken first; shown when `showCaption`. */
  caption: string;
  showCaption?: boolean;
  columns: Column<Row>[];
  rows: readonly Row[];
  /** Stable name of a row; its place otherwise. */
  keyOf?: (row: Row) => string;
  /** Where a row opens: the whole row is pressed, or Enter on it. */
  href?: (row: Row) => string | undefined;
  /** Totals of the whole list by column key, where the rows shown are only a page of it. They replace the sums. */
  totals?: Record<string, ComponentChildren>;
  /** What the totals row calls itself. */
  totalLabel?: string;
  /** Shown in place of the table when there are no rows: an `EmptyState`. */
  empty?: ComponentChildren;
  /** Less air, for books and long lists. */
  dense?: boolean;
  /** A row to point out, as the one being worked on. */
  isCurrent?: (row: Row) => boolean;
};

/** Roles are written out because a table laid out as cards would lose its meaning for a screen reader. */
export function Table<Row>(props: TableProps<Row>): VNode {
  const { columns, rows, keyOf } = props;
  if (rows.length === 0 && props.empty !== undefined) return <>{props.empty}</>;
  return (
    <div class={props.dense ? 'table-box dense' : 'table-box'}>
      <table role="table">
        <caption class={props.showCaption ? undefined : 'unseen'}>{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col" class={classOf(column, columns)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, index) => (
            <BodyRow key={keyOf ? keyOf(row) : index} table={props} row={row} />
          ))}
        </tbody>
        <Totals table={props} />
      </table>
    </div>
  );
}

function BodyRow<Row>({ table, row }: { table: TableProps<Row>; row: Row }): VNode {
  const { columns } = table;
  const href = table.href?.(row);
  const current = table.isCurrent?.(row) === true;
  return (
    <tr role="row" class={href ? 'opens' : undefined} aria-current={current ? 'true' : undefined}>
      {columns.map((column, index) => (
        <td
          key={column.key}
          role="cell"
          class={classOf(column, columns)}
          data-label={index === 0 ? undefined : column.head}
        >
          {index === 0 && href ? (
            <a class="whole" href={href}>
              {contentOf(column, row)}
            </a>
          ) : (
            contentOf(column, row)
          )}
        </td>
      ))}
    </tr>
  );
}

function Totals<Row>({ table }: { table: TableProps<Row> }): VNode | null {
  const say = useSay();
  const { columns, totals } = table;
  if (!totals && !columns.some((column) => column.total)) return null;
  const label = table.totalLabel ?? say('Cộng', 'Total');
  return (
    <tfoot role="rowgroup">
      <tr role="row">
        {columns.map((column, index) => (
          <td
            key={column.key}
            role="cell"
            class={classOf(column, columns)}
            data-label={index === 0 ? undefined : column.head}
          >
            {totals?.[column.key] ?? (column.total ? sumOf(column, table.rows) : index === 0 ? label : null)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function contentOf<Row>(column: Column<Row>, row: Row): ComponentChildren {
  if (column.cell) return column.cell(row);
  const amount = column.money?.(row);
  if (amount !== undefined && amount !== null) return <Money amount={amount} bare />;
  const count = column.count?.(row);
  return count === undefined || count === null ? null : <Count value={count} />;
}

function sumOf<Row>(column: Column<Row>, rows: readonly Row[]): VNode {
  if (column.money) {
    return <Money amount={rows.reduce((sum, row) => sum + (column.money?.(row) ?? 0n), 0n)} bare />;
  }
  return <Count value={rows.reduce((sum, row) => sum + (column.count?.(row) ?? 0), 0)} />;
}

/** The one column of figures stands on the first line of a card, beside what the row is. */
function classOf<Row>(column: Column<Row>, columns: readonly Column<Row>[]): string | undefined {
  const right = isRight(column);
  const alone = right && column !== columns[0] && columns.filter(isRight).length === 1;
  return [right && 'n', alone && 'beside', column.wideOnly && 'wide-only'].filter(Boolean).join(' ') || undefined;
}

function isRight<Row>(column: Column<Row>): boolean {
  return column.align ? column.align === 'right' : Boolean(column.money ?? column.count);
}
