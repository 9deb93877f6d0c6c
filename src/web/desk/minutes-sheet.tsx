/** Minutes whole: what places hold by them, or what is handed over from one person to another. */
import type { VNode } from 'preact';
import type { DraftDetail } from '../../bookkeeping/entry-drafts-reader.service.js';
import { formatVnd } from '../../platform/money.js';
import { DefinitionList, PageHead, Sheet, Stack } from '../ui/box.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice } from '../ui/tag.js';
import { DraftDecisions, DraftEffects, DraftFacts, draftKind, DraftStateTag, DraftSteps } from './draft-views.js';

export const MINUTES_HOME = '/desk/books/minutes';

type Handover = DraftDetail & { kind: 'handover-minutes' };
type Box = Handover['content']['boxes'][number];
type Open = Handover['content']['open'][number];

export function postName(post: Handover['content']['post'], say: Say): string {
  const names = {
    chair: say('chủ tài khoản', 'chair'),
    chief_accountant: say('kế toán trưởng', 'chief accountant'),
    accountant: say('kế toán', 'accountant'),
    cashier: say('thủ quỹ', 'cashier'),
    storekeeper: say('thủ kho', 'storekeeper'),
  };
  return names[post];
}

export function MinutesSheet(props: { draft: DraftDetail; unitName: string; state: FormState }): VNode {
  const say = useSay();
  const { draft, unitName, state } = props;
  return (
    <Stack>
      <PageHead
        title={draft.description}
        crumbs={[{ href: MINUTES_HOME, label: say('Biên bản', 'Minutes') }, { label: draftKind(draft.kind, say) }]}
        tag={<DraftStateTag draft={draft} />}
      />
      <DraftSteps draft={draft} />
      {draft.kind === 'handover-minutes' && <HandoverParts draft={draft} />}
      <DraftEffects draft={draft} />
      <DraftFacts draft={draft} unitName={unitName} />
      <DraftDecisions draft={draft} home={MINUTES_HOME} state={state} />
    </Stack>
  );
}

function HandoverParts({ draft }: { draft: Handover }): VNode {
  const say = useSay();
  const { post, boxes, open, drafts, difference } = draft.content;
  const items = [
    { term: say('Chức danh', 'Post'), value: postName(post, say) },
    { term: say('Bên giao', 'Handed over by'), value: draft.preparedByName },
    { term: say('Bên nhận', 'Taken over by'), value: draft.receiverName ?? '' },
    { term: say('Ngày chốt', 'Cut-off'), value: <DateText date={draft.effectiveDate} /> },
    { term: say('Phiếu chờ duyệt', 'Papers waiting'), value: String(drafts) },
  ];
  return (
    <>
      <Sheet title={say('Bàn giao', 'Handover')}>
        <DefinitionList items={items} />
      </Sheet>
      {boxes.length > 0 && <Boxes boxes={boxes} />}
      {difference !== undefined && (
        <Notice tone="wrong" title={say('Tiền đếm lệch sổ', 'The count differs from the books')}>
          {difference}
        </Notice>
      )}
      {open.length > 0 && <OpenItems open={open} />}
    </>
  );
}

/** A box of foreign money is counted, and shown, in that money. */
function Boxes({ boxes }: { boxes: Box[] }): VNode {
  const say = useSay();
  const amount = (of: (box: Box) => number | null) =>
    function Amount(box: Box): VNode | null {
      const value = of(box);
      return value === null ? null : <Money amount={BigInt(value)} currency={box.currency} />;
    };
  return (
    <Sheet flush title={say('Tiền mặt tại ngày chốt', 'Cash at the cut-off')}>
      <Table<Box>
        caption={say('Tiền mặt tại ngày chốt', 'Cash at the cut-off')}
        rows={boxes}
        keyOf={({ accountId }) => String(accountId)}
        href={({ accountId }) => `/desk/books/accounts/${accountId}`}
        columns={[
          {
            key: 'box',
            head: say('Két', 'Box'),
            cell: ({ accountId, currency }) =>
              currency === 'VND' ? `1111 · ${accountId}` : `1112 · ${accountId} (${currency})`,
          },
          { key: 'books', head: say('Theo sổ', 'By the books'), align: 'right', cell: amount(({ books }) => books) },
          { key: 'counted', head: say('Đếm được', 'Counted'), align: 'right', cell: amount(({ counted }) => counted) },
          {
            key: 'difference',
            head: say('Lệch', 'Difference'),
            align: 'right',
            cell: amount(({ books, counted }) => (counted === null ? null : counted - books)),
          },
        ]}
      />
    </Sheet>
  );
}

function OpenItems({ open }: { open: Open[] }): VNode {
  const say = useSay();
  const names: Record<string, string> = {
    '113': say('Tiền đang chuyển', 'Money in transit'),
    '136': say('Phải thu đơn vị khác', 'Due from other units'),
    '1388': say('Phải thu khác', 'Other receivables'),
    '141': say('Tạm ứng', 'Advances'),
    '331': say('Phải trả người bán', 'Suppliers'),
    '336': say('Phải trả đơn vị khác', 'Owed to other units'),
    '3388': say('Phải trả khác, tiền chưa rõ', 'Other payables and suspense'),
  };
  return (
    <Sheet title={say('Còn dở dang tại ngày chốt', 'Still open at the cut-off')}>
      <DefinitionList
        figures
        items={open.map(({ code, accounts, amount }) => ({
          term: `${code} ${names[code] ?? ''} (${accounts})`,
          value: formatVnd(BigInt(amount)),
        }))}
      />
    </Sheet>
  );
}
