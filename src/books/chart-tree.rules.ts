/** The chart as a tree: class, then codes under the longest code that begins theirs, then the accounts themselves. */
import type { Sums, TrialBalanceRow } from './trial-balance.service.js';

export type ChartCode = { code: string; nameVi: string; nameEn: string };

export type ChartNode = ChartCode &
  Sums & {
    /** Codes that this one begins, in order. */
    children: ChartNode[];
    /** Accounts that carry this very code. */
    accounts: TrialBalanceRow[];
  };

/** What the classes are called here; the circular's own headings are not printed before an accountant verified them. */
const CLASSES: Record<string, [vi: string, en: string]> = {
  '0': ['Ghi nhớ ngoài bảng', 'Memorandum, off balance'],
  '1': ['Tiền, phải thu và hàng', 'Money, receivables and goods'],
  '2': ['Tài sản dài hạn', 'Long-lived assets'],
  '3': ['Phải trả', 'Payables'],
  '4': ['Số lũy kế của các mục đích', 'Carried by the purposes'],
  '5': ['Các khoản thu', 'Income'],
  '6': ['Các khoản chi', 'Expenses'],
  '7': ['Thu khác', 'Other income'],
  '8': ['Chi khác', 'Other expenses'],
  '9': ['Xác định kết quả', 'Results'],
};

/**
 * The tree of these accounts. `codes` are all codes of the chart: one that no account carries still stands in the tree
 * where it begins others.
 */
export function chartTree(rows: readonly TrialBalanceRow[], codes: readonly ChartCode[]): ChartNode[] {
  const used = new Map<string, ChartNode>();
  for (const row of rows) {
    const node = used.get(row.code) ?? nodeOf(row);
    node.accounts.push(row);
    used.set(row.code, node);
  }
  for (const code of codes) {
    const begins = [...used.keys()].some((other) => other !== code.code && other.startsWith(code.code));
    if (begins && !used.has(code.code)) used.set(code.code, nodeOf(code));
  }
  const classes = new Map<string, ChartNode>();
  for (const node of [...used.values()].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const parent = parentOf(node.code, used) ?? classOf(node.code, classes);
    if (parent !== node) parent.children.push(node);
  }
  return [...classes.values()].map(summedUp);
}

/** The node of the longest code that begins this one. */
function parentOf(code: string, nodes: ReadonlyMap<string, ChartNode>): ChartNode | undefined {
  for (let length = code.length - 1; length > 0; length -= 1) {
    const node = nodes.get(code.slice(0, length));
    if (node) return node;
  }
  return undefined;
}

function classOf(code: string, classes: Map<string, ChartNode>): ChartNode {
  const digit = code.slice(0, 1);
  const [nameVi, nameEn] = CLASSES[digit] ?? [`Loại ${digit}`, `Class ${digit}`];
  const known = classes.get(digit) ?? nodeOf({ code: digit, nameVi, nameEn });
  classes.set(digit, known);
  return known;
}

function nodeOf({ code, nameVi, nameEn }: ChartCode): ChartNode {
  return { code, nameVi, nameEn, opening: 0n, debit: 0n, credit: 0n, balance: 0n, children: [], accounts: [] };
}

function summedUp(node: ChartNode): ChartNode {
  const children = node.children.map(summedUp);
  const parts: Sums[] = [...children, ...node.accounts];
  const sum = (key: keyof Sums): bigint => parts.reduce((total, part) => total + part[key], 0n);
  return {
    ...node,
    children,
    opening: sum('opening'),
    debit: sum('debit'),
    credit: sum('credit'),
    balance: sum('balance'),
  };
}
