/** How a unit's posting profile is shown. */
import type { VNode } from 'preact';
import type { PreparedProfile, UnitProfiles } from '../../bookkeeping/profiles.dto.js';
import { Disclosure, EmptyState, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, type Option, RadioGroup, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { type Say, sayInstant, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { BooksTabs } from './books-tabs.js';
import { ChoiceField } from './choice.js';

const HERE = '/desk/books/profiles';

type Props = {
  units: Option[];
  unit: Option | undefined;
  chosen: UnitProfiles | undefined;
  may: { prepare: boolean; confirm: boolean };
  state: FormState;
  problem: string | undefined;
};

export function ProfileSheet({ units, unit, chosen, may, state, problem }: Props): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Chế độ kế toán', 'Posting profile')}
        lead={say(
          'Đơn vị tự hạch toán (A) hay giữ hộ tiền ủng hộ (B). Số dư từng mục đích và số công khai như nhau ở cả hai.',
          'A unit keeps own accounts (A) or holds donations for others (B). What each purpose holds and the public figures are the same in both.',
        )}
      />
      <BooksTabs current="/desk/books/chart-codes" />
      {units.length > 1 && (
        <Form method="get" action={HERE} inline label={say('Chọn đơn vị', 'Choose a unit')}>
          <ChoiceField name="unit" label={say('Đơn vị', 'Unit')} options={units} value={unit?.value ?? ''} />
          <Buttons>
            <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
          </Buttons>
        </Form>
      )}
      {problem !== undefined && <Notice tone="wrong" title={problem} />}
      {unit && chosen ? (
        <OfUnit unit={unit} chosen={chosen} may={may} state={state} />
      ) : (
        <EmptyState title={say('Chưa có đơn vị nào có quỹ.', 'No unit has a fund yet.')} />
      )}
    </Stack>
  );
}

function OfUnit({
  unit,
  chosen,
  may,
  state,
}: {
  unit: Option;
  chosen: UnitProfiles;
  may: Props['may'];
  state: FormState;
}): VNode {
  const say = useSay();
  const names = namesOf(say);
  return (
    <>
      <Sheet title={say('Đang áp dụng', 'At present')}>
        <p>
          <span class="strong">{names[chosen.profile]}</span>
        </p>
        <Soft block>{meaningOf(say)[chosen.profile]}</Soft>
        <p>
          <LinkButton tone="plain" href={`/desk/books/chart-codes?profile=${chosen.profile}`}>
            {say('Danh mục tài khoản', 'The chart')}
          </LinkButton>
        </p>
      </Sheet>
      {chosen.waiting && <Waiting unit={unit} waiting={chosen.waiting} may={may} />}
      <Sheet title={say('Đã chọn', 'Chosen')} flush>
        <Table
          caption={say('Các lần chọn', 'Choices')}
          columns={[
            { key: 'from', head: say('Từ ngày', 'From'), cell: (row) => <DateText date={row.from} /> },
            { key: 'profile', head: say('Chế độ', 'Profile'), cell: (row) => names[row.profile] },
            { key: 'decision', head: say('Quyết định', 'Decision'), cell: (row) => row.decisionNo },
            { key: 'sequence', head: say('Vị trí trong sổ', 'Place in the log'), cell: (row) => String(row.sequence) },
          ]}
          rows={chosen.items}
          keyOf={(row) => row.from}
          empty={
            <EmptyState title={say('Chưa chọn lần nào: áp dụng A từ đầu.', 'Never chosen: A from the beginning.')} />
          }
        />
      </Sheet>
      {may.prepare && chosen.waiting === null && <Choosing unit={unit} chosen={chosen} state={state} />}
    </>
  );
}

function Waiting({ unit, waiting, may }: { unit: Option; waiting: PreparedProfile; may: Props['may'] }): VNode {
  const say = useSay();
  const hidden = { unitCode: unit.value };
  return (
    <Sheet title={say('Chờ xác nhận', 'Waits to be confirmed')}>
      <p>
        <Tag tone="wait">{say('chờ người thứ hai', 'waits for a second person')}</Tag> {namesOf(say)[waiting.profile]},{' '}
        {say('từ', 'from')} <DateText date={waiting.from} />, {say('quyết định', 'decision')} {waiting.decisionNo}.
      </p>
      <Soft block>
        {say('Người lập', 'Prepared by')} {waiting.preparedBy}, {sayInstant(say, waiting.preparedAt)}.
      </Soft>
      {waiting.profile === 'A' && (
        <p>
          {say(
            'Khi xác nhận, toàn bộ số dư 338 của từng mục đích chuyển sang 421 của chính mục đích đó, ghi vào ngày áp dụng. Không quay lại B được.',
            'On confirming, what each purpose holds in 338 is carried to 421 of the same purpose, dated that day. There is no way back to B.',
          )}
        </p>
      )}
      <Buttons>
        {may.confirm && (
          <Form
            action={`${HERE}/${waiting.id}/confirm`}
            hidden={hidden}
            draft={false}
            label={say('Xác nhận', 'Confirm')}
          >
            <SubmitButton>{say('Xác nhận', 'Confirm')}</SubmitButton>
          </Form>
        )}
        {may.prepare && (
          <Form action={`${HERE}/${waiting.id}/withdraw`} hidden={hidden} draft={false} label={say('Rút', 'Take back')}>
            <SubmitButton tone="plain">{say('Rút đề nghị', 'Take it back')}</SubmitButton>
          </Form>
        )}
      </Buttons>
    </Sheet>
  );
}

function Choosing({ unit, chosen, state }: { unit: Option; chosen: UnitProfiles; state: FormState }): VNode {
  const say = useSay();
  const [names, meaning] = [namesOf(say), meaningOf(say)];
  return (
    <Disclosure
      summary={say('Chọn chế độ khác', 'Choose another profile')}
      open={Object.keys(state.problems).length > 0}
    >
      <Form action={HERE} state={state} hidden={{ unitCode: unit.value }}>
        <RadioGroup
          name="profile"
          label={say('Chế độ', 'Profile')}
          value={chosen.profile === 'A' ? 'B' : 'A'}
          options={(['A', 'B'] as const).map((value) => ({ value, label: names[value], note: meaning[value] }))}
        />
        <DateField
          name="from"
          label={say('Áp dụng từ ngày', 'From')}
          hint={say(
            'Mồng 1 của một tháng, từ đó chưa có bút toán nào; chuyển từ B sang A thì các tháng trước đã khóa sổ.',
            'The first of a month from which there is no entry yet; to move from B to A, the months before are closed.',
          )}
        />
        <TextField
          name="decisionNo"
          label={say('Số quyết định', 'Number of the decision')}
          hint={say('Công khai trong sổ, như 12/QĐ-MTTQ.', 'Public in the log, as 12/QĐ-MTTQ.')}
          maxlength={60}
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Lập đề nghị', 'Prepare')}</SubmitButton>
        </Buttons>
      </Form>
    </Disclosure>
  );
}

function namesOf(say: Say): Record<'A' | 'B', string> {
  return {
    A: say('A – tự hạch toán', 'A – own accounts'),
    B: say('B – giữ hộ tiền ủng hộ', 'B – held for others'),
  };
}

function meaningOf(say: Say): Record<'A' | 'B', string> {
  return {
    A: say(
      'Ghi thu 511, 515; chi 611; cuối năm kết chuyển 911 sang 421, theo từng mục đích.',
      'Income in 511 and 515, expense in 611; at the year’s end through 911 to 421, purpose by purpose.',
    ),
    B: say(
      'Ghi mọi khoản vào 338, chi tiết theo từng mục đích; hàng hiện vật theo dõi ngoài bảng; cuối năm hai người ký đối chiếu.',
      'All is booked to 338, in detail for each purpose; goods are kept off the balance; at the year’s end two people sign that it agrees.',
    ),
  };
}

/** What the page is for, in a few sentences. */
export function ProfileHelp(): VNode {
  const say = useSay();
  return (
    <p>
      {say(
        'Kế toán lập, kế toán trưởng hoặc chủ tài khoản xác nhận; hai người khác nhau. Đơn vị đã tự hạch toán thì không trở lại giữ hộ.',
        'An accountant prepares, the chief accountant or the chair confirms; they are two people. Who keeps own accounts does not go back.',
      )}
    </p>
  );
}
