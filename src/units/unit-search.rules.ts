/** Finding a unit by what a clerk types: pure, over a list folded once. */
import { foldText } from '../platform/text.js';

type Named = { code: string; name: string; fullName: string };

export type Searchable<T extends Named> = {
  unit: T;
  name: string;
  fullName: string;
  marked: string;
  own: string[];
  above: string[];
};

export function searchableOf<T extends Named>(unit: T, parentName: string): Searchable<T> {
  const fullName = foldText(unit.fullName);
  return {
    unit,
    name: foldText(unit.name),
    fullName,
    marked: unit.fullName.normalize('NFC').toLowerCase(),
    own: wordsOf(fullName),
    above: wordsOf(foldText(parentName)),
  };
}

const SHORT: Record<string, string> = {
  p: 'phuong',
  x: 'xa',
  t: 'tinh',
  tp: 'thanh pho',
  tt: 'thi tran',
  dk: 'dac khu',
  hn: 'ha noi',
  hcm: 'ho chi minh',
  tphcm: 'thanh pho ho chi minh',
  tw: 'trung uong',
};

/** The units that fit, best first: the whole name, its beginning, the words in order, all words, words of the province. */
export function search<T extends Named>(text: string, entries: Searchable<T>[], fits: (unit: T) => boolean): T[] {
  const marked = text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  // Who types marks means them; who types none means any.
  const hasMarks = foldText(marked) !== marked;
  const words = wordsOf(foldText(text));
  const typed = words.map((word, index) => expand(word, index, words.length)).join(' ');
  const tokens = wordsOf(typed);
  return entries
    .filter(({ unit }) => fits(unit))
    .map((entry) => ({ entry, rank: tokens.length === 0 ? 0 : rankOf(entry, typed, tokens, text.trim()) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .map(({ entry, rank }) => ({ entry, rank: rank * 2 + (hasMarks && !entry.marked.includes(marked) ? 1 : 0) }))
    .sort(
      (a, b) => a.rank - b.rank || compare(a.entry.name, b.entry.name) || compare(a.entry.unit.code, b.entry.unit.code),
    )
    .map(({ entry }) => entry.unit);
}

const NO_MATCH = 9;

function rankOf<T extends Named>(entry: Searchable<T>, typed: string, tokens: string[], raw: string): number {
  if (entry.unit.code === raw || entry.name === typed || entry.fullName === typed) return 0;
  if (entry.name.startsWith(`${typed} `)) return 1;
  if (entry.name.startsWith(typed) || entry.fullName.startsWith(typed)) return 2;
  if (` ${entry.fullName}`.includes(` ${typed}`)) return 3;
  const begins = (words: string[], token: string): boolean => words.some((word) => word.startsWith(token));
  const elsewhere = tokens.filter((token) => !begins(entry.own, token));
  if (elsewhere.length === 0) return 4;
  // The first word typed is the unit's own: "ba dinh ha noi" finds the ward, "ha noi" alone does not list 126 communes.
  const foundAbove = elsewhere.every((token) => begins(entry.above, token));
  return foundAbove && begins(entry.own, tokens[0] ?? '') && startsOwn(entry, tokens) ? 5 : NO_MATCH;
}

/** Whether what is typed begins with the unit's own name, so that "ha noi" is no match for "Hà Đông, Hà Nội". */
function startsOwn<T extends Named>(entry: Searchable<T>, tokens: string[]): boolean {
  const typed = tokens.join(' ');
  return typed.startsWith(entry.name) || typed.startsWith(entry.fullName);
}

/** `p. ba đình` means phường; a single letter at the end is a word still being typed. */
function expand(word: string, index: number, count: number): string {
  const isLast = index === count - 1;
  return isLast && word.length === 1 ? word : (SHORT[word] ?? word);
}

function wordsOf(folded: string): string[] {
  return folded.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
