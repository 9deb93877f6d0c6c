/** What the books call their entries, for people. */
import { KIND_NAMES } from '../../books/books.dto.js';
import type { Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';

export function kindName(kind: string, say: Say): string {
  const { vi, en } = KIND_NAMES[kind] ?? { vi: kind, en: kind };
  return say(vi, en);
}

/** The kinds of entry as choices of a filter. */
export function kindOptions(say: Say): Option[] {
  return Object.entries(KIND_NAMES).map(([value, { vi, en }]) => ({ value, label: say(vi, en) }));
}
