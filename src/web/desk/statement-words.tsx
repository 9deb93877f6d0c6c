/** The words and small figures that the pages of statements share. */
import type { VNode } from 'preact';
import type { LineState, StatementView } from '../../banking/statement-register.service.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { Tag, type Tone } from '../ui/tag.js';

export const STATEMENTS = '/desk/statements';

/** Where a statement stands, as a word with its colour. */
export function StateTag({ state }: Pick<StatementView, 'state'>): VNode {
  const say = useSay();
  const words: Record<StatementView['state'], [tone: Tone, text: string]> = {
    kept: ['wait', say('chờ ghi sổ', 'waiting to be posted')],
    posting: ['wait', say('đang ghi', 'being posted')],
    posted: ['true', say('đã ghi sổ', 'posted')],
    undoing: ['wait', say('đang rút lại', 'being taken back')],
    undone: ['plain', say('đã rút lại', 'taken back')],
  };
  const [tone, text] = words[state];
  return <Tag tone={tone}>{text}</Tag>;
}

export function lineWords(state: LineState, say: Say): { tone: Tone; text: string } {
  const words: Record<LineState, [tone: Tone, text: string]> = {
    waiting: ['wait', say('chờ ghi sổ', 'waiting')],
    gift: ['true', say('khoản ủng hộ', 'gift')],
    suspense: ['wait', say('chưa rõ mục đích', 'purpose not clear')],
    'in-transit': ['true', say('tiền đã ghi trước', 'recorded before')],
    'matched-payout': ['true', say('khoản chi đã ghi', 'pay-out in the books')],
    'to-explain': ['wait', say('chờ giải trình', 'to be explained')],
    explained: ['true', say('đã giải trình', 'explained')],
    undone: ['plain', say('đã rút lại', 'taken back')],
  };
  const [tone, text] = words[state];
  return { tone, text };
}

/** From the first day to the last. */
export function Period({ from, until }: { from: string; until: string }): VNode {
  return (
    <>
      <DateText date={from} />
      {from !== until && (
        <>
          {' – '}
          <DateText date={until} />
        </>
      )}
    </>
  );
}

/** opening + credits − debits = closing, as it was proven. */
export function ProofLine(props: Pick<StatementView, 'opening' | 'credits' | 'debits' | 'closing'>): VNode {
  const say = useSay();
  return (
    <p>
      <Money amount={props.opening} /> + <Money amount={props.credits} /> − <Money amount={props.debits} /> ={' '}
      <strong>
        <Money amount={props.closing} />
      </strong>{' '}
      <Tag tone="true">{say('khớp từng ngày', 'ties out day by day')}</Tag>
    </p>
  );
}
