import type { VNode } from 'preact';
import type { RollForwardFigures, RollForwardLine, RollForwardReport } from '../../books/roll-forward.service.js';
import { formatDate } from '../../platform/dates.js';
import { EmptyState, PageHead, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, SelectField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { Money } from '../ui/money.js';
import { type Say, usePage, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import type { BooksAsked } from './books-asked.service.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/roll-forward';

type Props = { asked: BooksAsked; report: RollForwardReport | undefined };

/** Opening + what came ± decisions − what went = closing, purpose by purpose; every line and every column adds up. */
export function RollForwardSheet({ asked, report }: Props): VNode {
  const say = useSay();
  const { today } = usePage();
  const title = say('Tồn và biến động theo mục đích', 'Roll-forward by purpose');
  const until = formatDate(asked.until ?? today);
  const days = asked.from
    ? say(`từ ${formatDate(asked.from)} đến ${until}`, `from ${formatDate(asked.from)} to ${until}`)
    : say(`từ đầu đến ${until}`, `from the beginning to ${until}`);
  return (
    <Stack>
      <PrintHead unit={asked.unit?.label ?? ''} title={`${title} · ${days}`} number={asked.fund?.label ?? ''} />
      <PageHead
        title={title}
        lead={say(
          `Đầu kỳ + nhận ± điều chuyển − chi = cuối kỳ, ${days}.`,
          `Opening + received ± decisions − spent = closing, ${days}.`,
        )}
        tag={
          report && (
            <Tag tone={addsUp(report.totals) ? 'true' : 'wrong'}>
              {addsUp(report.totals) ? say('khớp', 'adds up') : say('lệch', 'does not add up')}
            </Tag>
          )
        }
      />
      <BooksTabs current={HERE} />
      <Filter asked={asked} />
      {report ? (
        <Sheet flush>
          <Table<RollForwardLine>
            caption={title}
            dense
            rows={report.lines}
            keyOf={({ restrictionId }) => String(restrictionId)}
            columns={columnsOf(report, say)}
            empty={<EmptyState icon="scale" title={say('Chưa có mục đích nào', 'There is no purpose yet')} />}
          />
        </Sheet>
      ) : (
        <Sheet>
          <EmptyState icon="scale" title={say('Chưa có quỹ nào', 'There is no fund yet')} />
        </Sheet>
      )}
      <p class="soft small">
        {report &&
          say(
            `Tính từ ${report.sequence} bút toán và sự kiện trong sổ. `,
            `Computed from the ${report.sequence} entries and events in the books. `,
          )}
        {say(
          'Cùng một cách tính cho cả hai chế độ kế toán; bút toán kết chuyển cuối năm không tính là nhận hay chi.',
          'The same figures in both posting profiles; closing entries of a year are neither received nor spent.',
        )}
      </p>
    </Stack>
  );
}

function addsUp(f: RollForwardFigures): boolean {
  const came = f.opening + f.received + f.inKind + f.fromUnits + f.interest + f.other + f.decisions;
  return came - f.support - f.passedOn - f.costs === f.closing;
}

type FigureColumn = [key: keyof RollForwardFigures, vi: string, en: string];

const FIGURES: FigureColumn[] = [
  ['opening', 'Đầu kỳ', 'Opening'],
  ['received', '+ Ủng hộ', '+ Gifts'],
  ['inKind', '+ Hiện vật', '+ In kind'],
  ['fromUnits', '+ Đơn vị khác', '+ From units'],
  ['interest', '+ Lãi', '+ Interest'],
  ['other', '+ Khác', '+ Other'],
  ['decisions', '± Quyết định', '± Decisions'],
  ['support', '− Hỗ trợ', '− Support'],
  ['passedOn', '− Chuyển đi', '− Passed on'],
  ['costs', '− Chi phí', '− Costs'],
  ['closing', 'Cuối kỳ', 'Closing'],
];
const ALWAYS: ReadonlySet<string> = new Set(['opening', 'received', 'support', 'closing']);

/** Columns in which nothing happened are left out, so that what did happen fits the paper. */
function columnsOf({ lines }: RollForwardReport, say: Say): Column<RollForwardLine>[] {
  const shown = FIGURES.filter(([key]) => ALWAYS.has(key) || lines.some((line) => line[key] !== 0n));
  return [
    { key: 'label', head: say('Mục đích (đ)', 'Purpose (đ)'), cell: (line) => <PurposeLabel line={line} /> },
    ...shown.map(([key, vi, en]): Column<RollForwardLine> => ({
      key,
      head: say(vi, en),
      cell: (line) => <Money amount={line[key]} bare />,
      money: (line) => line[key],
      total: true,
      align: 'right',
    })),
  ];
}

function PurposeLabel({ line: { label, kind } }: { line: RollForwardLine }): VNode {
  const say = useSay();
  const kinds = {
    general: say('quỹ nói chung', 'fund in general'),
    appeal: say('đợt vận động', 'appeal'),
    earmark: say('điều kiện của người ủng hộ', 'donor’s condition'),
  };
  return (
    <>
      {label} <Soft block>{kinds[kind]}</Soft>
    </>
  );
}

function Filter({ asked }: { asked: BooksAsked }): VNode {
  const say = useSay();
  const { units, funds, filter, fund } = asked;
  const state = { ...filter, values: { ...filter.values, fund: fund?.value ?? '' } };
  return (
    <Form action={HERE} method="get" inline state={state} label={say('Chọn quỹ và kỳ', 'Choose fund and period')}>
      {units.length > 1 && <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={units} />}
      <SelectField name="fund" label={say('Quỹ', 'Fund')} options={funds} />
      <DateField name="from" label={say('Từ ngày', 'From')} optional />
      <DateField name="to" label={say('Đến hết ngày', 'Up to and including')} optional />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}
