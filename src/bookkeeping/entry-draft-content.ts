/** What a paper of two people says, as it is kept: amounts are whole đồng, as JSON integers. */
import type { PlainDate } from '../platform/dates.js';
import type { EventKind } from '../ledger/posting.dto.js';

export type DraftMovement = { debit: number; credit: number; amount: number; foreignAmount?: number };

/** Goods bought reserve their purpose's money; given out, they release what is still reserved for goods. */
export type GoodsReserve = { restrictionId: number; amount: number; way: 'bought' | 'given-out' };

export type EntryContent = {
  event: Extract<EventKind, 'entry' | 'reallocation' | 'adjustment'>;
  template?: string;
  decisionNo?: string;
  documentNo?: string;
  /** The first day of the closed month. */
  adjusts?: PlainDate;
  movements: DraftMovement[];
  goods?: GoodsReserve;
};

export type ReversalContent = { reason: string };

export type OpeningContent = { lines: { accountId: number; restrictionId: number; amount: number }[] };

export type ConsentContent = { restrictionId: number };

export const POSTS = ['chair', 'chief_accountant', 'accountant', 'cashier', 'storekeeper'] as const;
/** A post that is handed over. */
export type Post = (typeof POSTS)[number];

/** A cash box on the cut-off day: what the books say and what was counted, in its own currency's unit. */
export type CountedBox = { accountId: number; fundId: string; currency: string; books: number; counted: number | null };

/** What is still open on accounts of one code at the cut-off: how many of them, and their sum in đồng. */
export type OpenItems = { code: string; accounts: number; amount: number };

export type HandoverContent = {
  post: Post;
  boxes: CountedBox[];
  /** Why what was counted is not what the books say. */
  difference?: string;
  open: OpenItems[];
  /** Papers of two people that wait in the unit. */
  drafts: number;
};

export type DraftContents = {
  entry: EntryContent;
  reversal: ReversalContent;
  'opening-minutes': OpeningContent;
  'handover-minutes': HandoverContent;
  'cost-consent': ConsentContent;
};
