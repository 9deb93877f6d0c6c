/** What the bank has to say to a month's end: statements to its last day, and no line that nobody has explained. */
import type { AccountAtEnd, OpenLine } from '../banking/period-statements.service.js';
import { formatDate } from '../platform/dates.js';
import { formatVnd } from '../platform/money.js';
import { line, type MonthFacts, onDay, type PointLine } from './checklist-line.rules.js';

const STATEMENTS = '/desk/statements';

/** Every account: all statements of the month posted, and the bank's closing what the books hold (TT 41/2022: monthly). */
export function banks(facts: MonthFacts): PointLine[] {
  return facts.accounts.flatMap((account) => [...waiting(account), ...compared(account, facts)]);
}

function waiting({ bankName, number, pending }: AccountAtEnd): PointLine[] {
  return pending.map(({ id, state, firstDay, lastDay }) => {
    const days = `${formatDate(firstDay)} – ${formatDate(lastDay)}`;
    const posting = state === 'posting';
    return line(
      `bank:statement:${id}`,
      'mend',
      {
        vi: `${bankName} ${number}: sao kê ${days} ${posting ? 'đang ghi' : 'chưa ghi sổ'}`,
        en: `${bankName} ${number}: the statement ${days} is ${posting ? 'being posted' : 'not posted'}`,
      },
      { href: `${STATEMENTS}/${id}` },
    );
  });
}

function compared(account: AccountAtEnd, { endsOn }: MonthFacts): PointLine[] {
  if (account.currency !== 'VND') return account.moved || account.books !== 0n ? [foreign(account, endsOn)] : [];
  const { bankAccountId: id, bankName, number, proven, books } = account;
  const name = `${bankName} ${number}`;
  if (!proven || (account.movedSince && !account.covered))
    return account.moved || proven ? [missing(account, endsOn)] : [];
  const outstanding = account.outstanding.reduce((sum, { amount }) => sum + amount, 0n);
  const difference = books - (proven.closing - outstanding);
  if (difference !== 0n) {
    const text = onDay(`${name}: sổ khác ngân hàng ngày`, `${name}: books and bank differ on`, endsOn);
    return [line(`bank:difference:${id}`, 'mend', text, { amount: difference, href: STATEMENTS })];
  }
  const lines = account.outstanding.map(({ sequence, amount, date }) => {
    const text = onDay(
      `${name}: đã chi trong sổ, ngân hàng chưa ghi nợ, ngày`,
      `${name}: paid in the books, not at the bank yet,`,
      date,
    );
    return line(`bank:outstanding:${sequence}`, 'confirm', text, { amount, href: `/desk/books/entries/${sequence}` });
  });
  return account.covered || !account.moved ? lines : [...lines, quiet(account, endsOn)];
}

/** Statements are read in đồng: a foreign account is compared with the bank's own paper by a person. */
function foreign({ bankAccountId, bankName, number, currency, books }: AccountAtEnd, endsOn: string): PointLine {
  const text = onDay(
    `${bankName} ${number} (${currency}): đã đối chiếu với sổ phụ ngân hàng đến ngày`,
    `${bankName} ${number} (${currency}): compared with the bank's own paper up to`,
    endsOn,
  );
  return line(`bank:foreign:${bankAccountId}`, 'confirm', text, { amount: books });
}

function missing({ bankAccountId, bankName, number, books, proven }: AccountAtEnd, endsOn: string): PointLine {
  const name = `${bankName} ${number}`;
  const until = proven
    ? { vi: `mới có đến ${formatDate(proven.day)}`, en: `ends on ${formatDate(proven.day)}` }
    : { vi: 'chưa có', en: 'is missing' };
  const day = formatDate(endsOn);
  return line(
    `bank:statement-missing:${bankAccountId}`,
    'mend',
    {
      vi: `${name}: sao kê đến ${day} ${until.vi}; sổ có ${formatVnd(books)}`,
      en: `${name}: the statement up to ${day} ${until.en}; the books hold ${formatVnd(books)}`,
    },
    { href: STATEMENTS },
  );
}

/** A file of transactions ends with the last of them: that nothing came after it is what a person has seen at the bank. */
function quiet({ bankAccountId, bankName, number, proven }: AccountAtEnd, endsOn: string): PointLine {
  const name = `${bankName} ${number}`;
  const last = formatDate(proven?.day ?? endsOn);
  return line(
    `bank:quiet:${bankAccountId}`,
    'confirm',
    {
      vi: `${name}: sao kê dừng ở ${last}; từ đó đến ${formatDate(endsOn)} không có giao dịch`,
      en: `${name}: the statement stops on ${last}; nothing moved from then to ${formatDate(endsOn)}`,
    },
    { amount: proven?.closing ?? null },
  );
}

/** A month does not close with a debit that nobody has explained. */
export function unexplained({ toExplain }: MonthFacts): PointLine[] {
  return toExplain.map((open) =>
    line(
      `unexplained:${open.id}`,
      'mend',
      onDay('Ngân hàng ghi nợ chờ giải trình, ngày', 'A debit to be explained, of', open.date),
      ofLine(open),
    ),
  );
}

/** Money of no clear purpose may wait, but somebody must be finding out whose it is. */
export function suspense(facts: MonthFacts): PointLine[] {
  return facts.suspense
    .filter(({ ownerName }) => ownerName === null)
    .map((open) =>
      line(
        `suspense:${open.id}`,
        'mend',
        onDay(
          'Tiền chưa rõ mục đích, chưa có người theo dõi, ngày',
          'Money of no clear purpose that nobody looks after, of',
          open.date,
        ),
        ofLine(open),
      ),
    );
}

function ofLine({ amount, days, statementId }: OpenLine): Pick<PointLine, 'amount' | 'days' | 'href'> {
  return { amount, days, href: `${STATEMENTS}/${statementId}` };
}
