/** What the pages of the books share: their filter, the position they were computed from, and their spreadsheets. */
import type { ComponentChildren, VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { DateField, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { Money } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import type { BooksAsked } from './books-asked.service.js';
import { sheetHref } from './books-links.js';

/** Unit, fund, days and, for who wants it, the position; `children` are further fields. */
export function BooksFilter(props: {
  asked: BooksAsked;
  action: string;
  /** The name of the last day in the page's address. */
  last: 'asOf' | 'to';
  hidden?: Record<string, string>;
  /** Of one thing whose unit and fund are its own. */
  fixed?: boolean;
  children?: ComponentChildren;
}): VNode {
  const say = useSay();
  const { asked, action, last, hidden, fixed } = props;
  return (
    <Form
      action={action}
      method="get"
      inline
      state={asked.filter}
      label={say('Lọc sổ', 'Filter the books')}
      {...(hidden && { hidden })}
    >
      {!fixed && asked.units.length > 1 && (
        <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={asked.units} />
      )}
      {!fixed && (
        <SelectField
          name="fund"
          label={say('Quỹ', 'Fund')}
          optional
          options={asked.funds}
          blank={say('Mọi quỹ', 'Every fund')}
        />
      )}
      <DateField name="from" label={say('Từ ngày', 'From')} optional />
      <DateField name={last} label={say('Đến hết ngày', 'Until')} optional />
      {props.children}
      <KnownField head={asked.head} />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

export function KnownField({ head }: { head: bigint }): VNode {
  const say = useSay();
  return (
    <TextField
      name="known"
      label={say('Như sổ biết ở vị trí', 'Known at position')}
      optional
      size="short"
      inputmode="numeric"
      maxlength={15}
      placeholder={String(head)}
    />
  );
}

/** `Từ 01/03/2026 đến hết 31/03/2026 · tính đến vị trí 1204 của nhật ký công khai` */
export function ComputedFrom({ asked, sequence }: { asked: BooksAsked; sequence: bigint }): VNode {
  const say = useSay();
  const { today } = usePage();
  const { from, until, known } = asked;
  const day = formatDate(until ?? today);
  return (
    <>
      {from === undefined
        ? say(`Đến hết ngày ${day}`, `Up to and including ${day}`)
        : say(`Từ ngày ${formatDate(from)} đến hết ngày ${day}`, `From ${formatDate(from)} to ${day}`)}
      {' · '}
      {known === undefined
        ? say(`tính đến vị trí ${sequence} của nhật ký công khai`, `computed at position ${sequence} of the public log`)
        : say(`như sổ biết ở vị trí ${sequence}`, `as the books knew it at position ${sequence}`)}
    </>
  );
}

/** The same table for Excel, and for other programs. `values` are what the page was asked for. */
export function SheetLinks(props: {
  sheet: string;
  values: Record<string, string | number | bigint | undefined>;
}): VNode {
  const { lang } = usePage();
  const href = (format: 'csv' | 'xlsx'): string => sheetHref(props.sheet, format, { ...props.values, lang });
  return (
    <>
      <LinkButton href={href('xlsx')} icon="download" hint="x" download>
        XLSX
      </LinkButton>
      <LinkButton href={href('csv')} icon="download" download>
        CSV
      </LinkButton>
    </>
  );
}

/** An amount that leads to what makes it; nothing where there is none. */
export function Drill({ amount, href }: { amount: bigint; href: string }): VNode | null {
  if (amount === 0n) return null;
  return (
    <a class="drill" href={href}>
      <Money amount={amount} bare />
    </a>
  );
}

/** An amount with the side it stands on, as the books are read in Vietnamese: never a minus. */
export function Sided({ balance, href }: { balance: bigint; href: string }): VNode | null {
  const say = useSay();
  if (balance === 0n) return null;
  return (
    <>
      <Drill amount={balance < 0n ? -balance : balance} href={href} />{' '}
      <span class="soft on-side">{balance < 0n ? say('Có', 'Cr') : say('Nợ', 'Dr')}</span>
    </>
  );
}
