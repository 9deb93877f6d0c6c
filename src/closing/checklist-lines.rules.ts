/** Cash, goods, money in someone's hands or on its way, signed lists, and the cut-off of a month. */
import type { EntryGroup, OpenItem } from '../books/closing-items.service.js';
import { KIND_NAMES } from '../books/books.dto.js';
import { daysBetween, formatDate } from '../platform/dates.js';
import { type BoxAtEnd, line, type MonthFacts, onDay, type PointLine } from './checklist-line.rules.js';

/** Every box counted by two people at the month's end, with what the books say (TT 41/2022; domain.md §9, custody). */
export function boxes(facts: MonthFacts): PointLine[] {
  const href = `/desk/cash-counts?fund=${facts.fundId}`;
  return facts.boxes.flatMap((box): PointLine[] => {
    const { cashBoxId: id, name, count } = box;
    if (box.books === 0n && !box.moved) return [];
    if (box.currency !== 'VND') return [foreignBox(box)];
    if (!count || count.movedSince || count.day < facts.startsOn) return [uncounted(box, facts, href)];
    const difference = count.counted - count.booksThatDay;
    if (difference === 0n) return [];
    const text =
      difference < 0n
        ? onDay(
            `${name}: thiếu so với sổ, ghi Nợ 1388 / Có 1111, ngày`,
            `${name}: short of the books, book debit 1388 / credit 1111, on`,
            count.day,
          )
        : onDay(
            `${name}: thừa so với sổ, ghi Nợ 1111 / Có 3388, ngày`,
            `${name}: over the books, book debit 1111 / credit 3388, on`,
            count.day,
          );
    return [line(`cash:difference:${id}`, 'mend', text, { amount: difference, href })];
  });
}

function uncounted({ cashBoxId, name, books, unconfirmed }: BoxAtEnd, facts: MonthFacts, href: string): PointLine {
  const text =
    unconfirmed === null
      ? onDay(`${name}: chưa kiểm quỹ đến ngày`, `${name}: not counted up to`, facts.endsOn)
      : onDay(
          `${name}: kế toán chưa xác nhận biên bản kiểm quỹ ngày`,
          `${name}: an accountant has yet to confirm the count of`,
          unconfirmed,
        );
  return line(`cash:uncounted:${cashBoxId}`, 'mend', text, { amount: books, href });
}

/** Foreign cash is counted in its own money, by minutes on paper. */
function foreignBox({ cashBoxId, name, currency, books }: BoxAtEnd): PointLine {
  const text = {
    vi: `${name} (${currency}): đã kiểm đếm, khớp sổ (ghi số biên bản)`,
    en: `${name} (${currency}): counted and as in the books (give the minutes' number)`,
  };
  return line(`cash:foreign:${cashBoxId}`, 'confirm', text, { amount: books });
}

export function stock({ stock: held }: MonthFacts): PointLine[] {
  return held.map(({ accountId, code, label, balance }) =>
    line(
      `stock:${accountId}`,
      'confirm',
      {
        vi: `${code} ${label}: đã kiểm kê, khớp sổ (ghi số biên bản)`,
        en: `${code} ${label}: counted and as in the books (give the minutes' number)`,
      },
      { amount: balance, href: `/desk/books/accounts/${accountId}` },
    ),
  );
}

export function advances(facts: MonthFacts): PointLine[] {
  return facts.advances.map((item) => openItem('advances', item, facts));
}

export function transit(facts: MonthFacts): PointLine[] {
  return facts.transit.map((item) => openItem('transit', item, facts));
}

function openItem(point: 'advances' | 'transit', item: OpenItem, { today }: MonthFacts): PointLine {
  const { label, description, since, amount, sequence } = item;
  const day = formatDate(since);
  return line(
    `${point}:${item.accountId}:${item.sourceId ?? item.sequence}`,
    'confirm',
    { vi: `${label}: ${description} (${day})`, en: `${label}: ${description} (${day})` },
    { amount, days: daysBetween(since, today), href: `/desk/books/entries/${sequence}` },
  );
}

export function unsigned({ unsigned: batches, today }: MonthFacts): PointLine[] {
  return batches.map(({ id, title, paidOn, lines, amount }) =>
    line(
      `acknowledged:${id}`,
      'confirm',
      {
        vi: `Đợt chi “${title}” (${formatDate(paidOn)}): ${lines} hộ chưa ký nhận`,
        en: `Pay-out “${title}” (${formatDate(paidOn)}): ${lines === 1 ? '1 household has' : `${lines} households have`} not signed`,
      },
      { amount, days: daysBetween(paidOn, today), href: `/desk/disbursements/${id}` },
    ),
  );
}

/** What was recorded after the month had ended but is dated in it, and gifts around its last midnight, looked at by a person. */
export function cutOff(facts: MonthFacts): PointLine[] {
  const { fundId, startsOn, endsOn } = facts;
  const journal = `/desk/books/entries?fund=${fundId}`;
  const late = facts.late.map((group) =>
    grouped(group, `cut-off:late:${group.kind}`, `${journal}&from=${startsOn}&to=${endsOn}&kind=${group.kind}`, {
      vi: 'ghi sau khi hết tháng, đề ngày trong tháng',
      en: 'recorded after the month had ended, dated in it',
    }),
  );
  const midnight = facts.midnight.map((group) =>
    grouped(group, `cut-off:midnight:${group.kind}`, `${journal}&from=${endsOn}&kind=${group.kind}`, {
      vi: `ghi từ 23 giờ ngày ${formatDate(endsOn)} đến 1 giờ hôm sau; tính theo giờ của người ủng hộ`,
      en: `recorded between 23:00 of ${formatDate(endsOn)} and 01:00 of the next day; the giver's time counts`,
    }),
  );
  return [...late, ...midnight];
}

/** The key holds how many there are, so that what came after a person looked is looked at again. */
function grouped(group: EntryGroup, key: string, href: string, why: { vi: string; en: string }): PointLine {
  const { kind, count, amount, last } = group;
  const name = KIND_NAMES[kind] ?? { vi: kind, en: kind };
  const text = {
    vi: `${name.vi}: ${count} bút toán ${why.vi}`,
    en: `${name.en}: ${count} ${count === 1 ? 'entry' : 'entries'} ${why.en}`,
  };
  return line(`${key}:${last}`, 'confirm', text, { amount, href });
}

/** A draft is not in the books: it is approved or given up before its month closes. */
export function drafts({ drafts: waiting }: MonthFacts): PointLine[] {
  return waiting.map(({ id, day, description }) => {
    const text = {
      vi: `Bút toán chờ duyệt (${formatDate(day)}): ${description}`,
      en: `Draft entry (${formatDate(day)}): ${description}`,
    };
    return line(`drafts:${id}`, 'mend', text, { href: `/desk/books/drafts/${id}` });
  });
}
