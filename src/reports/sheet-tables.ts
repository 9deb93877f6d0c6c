/** The tables of the books as spreadsheets: their columns and their rows. No data is read here. */
import type { ChartNode } from '../books/chart-tree.service.js';
import { byCode, hasMoved, isMemo, type Sides, sidesOf, type TrialBalanceRow } from '../books/trial-balance.service.js';
import type { RestrictionsReport } from './restrictions-report.service.js';
import type { Sheet, SheetCell, SheetColumn, SheetRow } from './sheet.js';

/** `say('Tiếng Việt', 'English')` */
export type Say = (vi: string, en: string) => string;

type Table = Pick<Sheet, 'columns' | 'rows'>;

const text = (head: string, width: number): SheetColumn => ({ head, kind: 'text', width });
const money = (head: string): SheetColumn => ({ head, kind: 'money', width: 18 });

/** Memorandum accounts stand below the total, which they are not part of. */
export function trialBalanceTable(
  rows: readonly TrialBalanceRow[],
  { level, fundName, say }: { level: 'codes' | 'accounts'; fundName: (id: string) => string; say: Say },
): Table {
  const moved = rows.filter(hasMoved);
  const lines = (some: TrialBalanceRow[]): SheetRow[] =>
    level === 'codes'
      ? byCode(some).map((line) => ({ cells: [line.code, say(line.nameVi, line.nameEn), ...sideCells(line)] }))
      : some.map((row) => ({
          cells: [row.code, say(row.nameVi, row.nameEn), row.label, fundName(row.fundId), ...sideCells(sidesOf([row]))],
        }));
  const between: SheetCell[] = level === 'codes' ? [] : [null, null];
  const total = { cells: [null, say('Cộng', 'Total'), ...between, ...sideCells(sidesOf(moved.filter(onBalance)))] };
  return {
    columns: [
      text(say('Mã', 'Code'), 8),
      text(say('Tên tài khoản', 'Name'), 30),
      ...(level === 'codes' ? [] : [text(say('Chi tiết', 'Detail'), 34), text(say('Quỹ', 'Fund'), 26)]),
      money(say('Đầu kỳ Nợ', 'Opening debit')),
      money(say('Đầu kỳ Có', 'Opening credit')),
      money(say('Phát sinh Nợ', 'Debits')),
      money(say('Phát sinh Có', 'Credits')),
      money(say('Cuối kỳ Nợ', 'Closing debit')),
      money(say('Cuối kỳ Có', 'Closing credit')),
    ],
    rows: [...lines(moved.filter(onBalance)), { ...total, strong: true }, ...lines(moved.filter(isMemo))],
  };
}

const onBalance = (row: TrialBalanceRow): boolean => !isMemo(row);

function sideCells(sides: Sides): SheetCell[] {
  const { openingDebit, openingCredit, debit, credit, closingDebit, closingCredit } = sides;
  return [openingDebit, openingCredit, debit, credit, closingDebit, closingCredit];
}

/** Depth first, as the tree is read; accounts stand under their code. */
export function chartTable(classes: readonly ChartNode[], say: Say): Table {
  const rows: SheetRow[] = [];
  const add = (node: ChartNode, depth: number): void => {
    const { opening, debit, credit, balance } = node;
    rows.push({
      cells: [String(depth), node.code, say(node.nameVi, node.nameEn), opening, debit, credit, balance],
      strong: depth === 0,
    });
    for (const child of node.children) add(child, depth + 1);
    for (const account of node.accounts) {
      const sums = [account.opening, account.debit, account.credit, account.balance];
      rows.push({ cells: [String(depth + 1), account.code, account.label, ...sums] });
    }
  };
  for (const node of classes) add(node, 0);
  return {
    columns: [
      text(say('Cấp', 'Level'), 6),
      text(say('Mã', 'Code'), 8),
      text(say('Tài khoản', 'Account'), 44),
      money(say('Đầu kỳ (Nợ +, Có −)', 'Opening (debit +, credit −)')),
      money(say('Phát sinh Nợ', 'Debits')),
      money(say('Phát sinh Có', 'Credits')),
      money(say('Cuối kỳ (Nợ +, Có −)', 'Closing (debit +, credit −)')),
    ],
    rows,
  };
}

/** Each fund's purposes with their total, then the places where its money lies and what it owes. */
export function restrictionsTable({ funds }: RestrictionsReport, say: Say): Table {
  const columns = [
    text(say('Quỹ', 'Fund'), 28),
    text(say('Mục đích, nơi giữ tiền', 'Purpose, place'), 40),
    money(say('Đầu kỳ', 'Opening')),
    money(say('Đã nhận', 'Received')),
    money(say('Lãi', 'Interest')),
    money(say('Theo quyết định', 'By decision')),
    money(say('Đã chi', 'Spent')),
    money(say('Còn lại', 'Balance')),
    money(say('Đang giữ', 'Reserved')),
    money(say('Còn dùng được', 'Available')),
  ];
  const rows = funds.flatMap((fund): SheetRow[] => {
    const line = (label: string, of: (typeof fund)['totals'], strong = false): SheetRow => ({
      cells: [
        fund.fundName,
        label,
        ...[of.opening, of.received, of.interest, of.decisions, of.spent, of.balance, of.reserved, of.available],
      ],
      strong,
    });
    return [
      ...fund.purposes.map((purpose) => line(purpose.label, purpose)),
      line(say('Cộng', 'Total'), fund.totals, true),
      ...fund.places.map(({ role, code, label, balance }) => ({
        cells: [
          fund.fundName,
          role === 'place'
            ? say(`Tiền ở ${code} · ${label}`, `Held in ${code} · ${label}`)
            : say(`Còn phải trả ${code} · ${label}`, `Owed ${code} · ${label}`),
          ...Array<null>(5).fill(null),
          role === 'place' ? balance : -balance,
          null,
          null,
        ],
      })),
    ];
  });
  return { columns, rows };
}

export function journalColumns(say: Say): SheetColumn[] {
  return [
    { head: say('Số bút toán', 'Entry'), kind: 'count', width: 11 },
    { head: say('Ngày', 'Day'), kind: 'date', width: 12 },
    { head: say('Ngày ghi sổ', 'Recorded on'), kind: 'date', width: 12 },
    text(say('Chứng từ', 'Voucher'), 26),
    text(say('Loại', 'Kind'), 20),
    text(say('Diễn giải', 'Description'), 48),
    text(say('TK Nợ', 'Debit'), 8),
    text(say('Tài khoản Nợ', 'Debit account'), 30),
    text(say('TK Có', 'Credit'), 8),
    text(say('Tài khoản Có', 'Credit account'), 30),
    money(say('Số tiền', 'Amount')),
  ];
}

/** What is left stands on the side that the account usually stands on; there it is positive, as on the page. */
export function registerColumns(say: Say, onDebit: boolean): SheetColumn[] {
  return [
    { head: say('Ngày', 'Day'), kind: 'date', width: 12 },
    { head: say('Số bút toán', 'Entry'), kind: 'count', width: 11 },
    text(say('Chứng từ', 'Voucher'), 26),
    text(say('Diễn giải', 'Description'), 48),
    text(say('TK đối ứng', 'Counter'), 10),
    text(say('Tài khoản đối ứng', 'Counter-account'), 32),
    money(say('Nợ', 'Debit')),
    money(say('Có', 'Credit')),
    money(onDebit ? say('Dư Nợ', 'Debit balance') : say('Dư Có', 'Credit balance')),
  ];
}
