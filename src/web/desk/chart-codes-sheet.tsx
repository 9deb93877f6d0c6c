/** How the chart and one of its accounts are shown. */
import type { VNode } from 'preact';
import {
  type ChartAnswer,
  type ChartChangeAnswer,
  type ChartRowAnswer,
  NATURE_NAMES,
  type Profile,
} from '../../bookkeeping/profiles.dto.js';
import { EmptyState, PageHead, Sheet, Soft, Stack, Tabs } from '../ui/box.js';
import { DateField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { type Say, sayInstant, usePage, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/chart-codes';

type May = { edit: boolean; verify: boolean };

export function ChartCodesSheet(props: {
  profile: Profile;
  chart: ChartAnswer;
  may: May;
  problem: string | undefined;
}): VNode {
  const say = useSay();
  const { profile, chart, may } = props;
  const rows = chart.items.filter((row) => row.profile === profile && row.validTo === null);
  const waiting = chart.waiting.filter((change) => change.profile === profile);
  return (
    <Stack>
      <PageHead
        title={say('Danh mục tài khoản', 'The chart')}
        lead={say(
          'Số hiệu trong sổ là của chương trình. Số hiệu chính thức chỉ in ra sau khi người thứ hai đã đối chiếu với thông tư.',
          'Codes in the books are the program’s own. An official code is printed only once a second person has compared it with the circular.',
        )}
      />
      <BooksTabs current="/desk/books/chart-codes" />
      <ProfileTabs profile={profile} />
      {props.problem !== undefined && <Notice tone="wrong" title={props.problem} />}
      {waiting.map((change) => (
        <Waiting key={change.id} change={change} may={may} />
      ))}
      <Sheet flush>
        <Table
          caption={say('Các tài khoản', 'Accounts')}
          columns={columnsOf(say)}
          rows={rows}
          keyOf={(row) => row.code}
          href={(row) => `${HERE}/${row.profile}/${row.code}`}
          empty={<EmptyState title={say('Chưa có tài khoản nào.', 'No accounts.')} />}
          dense
        />
      </Sheet>
    </Stack>
  );
}

function ProfileTabs({ profile }: { profile: Profile }): VNode {
  const say = useSay();
  const href = (of: Profile): string => `${HERE}?profile=${of}`;
  return (
    <Tabs
      label={say('Chế độ kế toán', 'Posting profile')}
      current={href(profile)}
      tabs={[
        { href: href('A'), label: say('A – tự hạch toán', 'A – own accounts') },
        { href: href('B'), label: say('B – giữ hộ', 'B – held for others') },
        { href: '/desk/books/profiles', label: say('Chế độ của đơn vị', 'A unit’s profile') },
      ]}
    />
  );
}

/** One account: what is in use, what was, and the form that prepares a change. */
export function ChartCodeSheet(props: {
  profile: Profile;
  code: string;
  chart: ChartAnswer;
  may: May;
  state: FormState;
}): VNode {
  const say = useSay();
  const { profile, code, chart, may, state } = props;
  const rows = chart.items.filter((row) => row.profile === profile && row.code === code);
  const waiting = chart.waiting.find((change) => change.profile === profile && change.code === code);
  const back = (
    <LinkButton href={`${HERE}?profile=${profile}`} tone="plain">
      {say('Cả danh mục', 'The whole chart')}
    </LinkButton>
  );
  if (rows.length === 0)
    return <EmptyState title={say(`Không có tài khoản ${code}.`, `There is no account ${code}.`)} action={back} />;
  return (
    <Stack>
      <PageHead
        title={`${code} · ${rows[0]?.nameVi ?? ''}`}
        lead={say(`Chế độ ${profile}. ${rows[0]?.nameEn ?? ''}`, `Profile ${profile}. ${rows[0]?.nameEn ?? ''}`)}
      />
      <BooksTabs current="/desk/books/chart-codes" />
      <p>{back}</p>
      {waiting && <Waiting change={waiting} may={may} />}
      <Sheet title={say('Lịch sử', 'History')} flush>
        <Table
          caption={say('Các dòng của tài khoản này', 'Rows of this account')}
          columns={columnsOf(say)}
          rows={rows}
          keyOf={(row) => row.validFrom}
        />
      </Sheet>
      {may.edit && !waiting && <ChangeForm profile={profile} code={code} state={state} />}
    </Stack>
  );
}

function ChangeForm({ profile, code, state }: { profile: Profile; code: string; state: FormState }): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Lập thay đổi', 'Prepare a change')}>
      <Form action={`${HERE}/${profile}/${code}`} state={state}>
        <TextField name="nameVi" label={say('Tên tiếng Việt', 'Name in Vietnamese')} maxlength={200} />
        <TextField name="nameEn" label={say('Tên tiếng Anh', 'Name in English')} maxlength={200} />
        <TextField
          name="officialCode"
          label={say('Số hiệu chính thức', 'Official code')}
          hint={say('Theo hệ thống tài khoản của thông tư.', 'As the circular’s own chart has it.')}
          maxlength={6}
          optional
        />
        <TextField
          name="officialSource"
          label={say('Căn cứ', 'Source')}
          hint={say('Văn bản, điều hoặc phụ lục.', 'The text, its article or annex.')}
          maxlength={200}
          optional
        />
        <DateField
          name="validFrom"
          label={say('Có hiệu lực từ ngày', 'Valid from')}
          hint={say('Để trống: từ hôm nay.', 'Left empty: from today.')}
          optional
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Lập thay đổi', 'Prepare the change')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

function Waiting({ change, may }: { change: ChartChangeAnswer; may: May }): VNode {
  const say = useSay();
  const { lang } = usePage();
  const hidden = { profile: change.profile };
  const official =
    change.officialCode === null
      ? say('không có số hiệu chính thức', 'no official code')
      : `${say('số hiệu chính thức', 'official code')} ${change.officialCode}, ${change.officialSource ?? ''}`;
  return (
    <Sheet title={say(`Tài khoản ${change.code} chờ xác minh`, `Account ${change.code} waits to be verified`)}>
      <p>
        <Tag tone="wait">{say('chưa xác minh, chưa in ra đâu', 'not verified, printed nowhere')}</Tag>{' '}
        <span class="strong">{lang === 'vi' ? change.nameVi : change.nameEn}</span>; {official}; {say('từ', 'from')}{' '}
        <DateText date={change.validFrom} />.
      </p>
      <Soft block>
        {lang === 'vi' ? change.nameEn : change.nameVi} · {say('người lập', 'prepared by')} {change.preparedBy},{' '}
        {sayInstant(say, change.preparedAt)}
      </Soft>
      <Buttons>
        {may.verify && (
          <Form
            action={`${HERE}/changes/${change.id}/verify`}
            hidden={hidden}
            draft={false}
            label={say('Xác minh', 'Verify')}
          >
            <SubmitButton>{say('Đã đối chiếu, xác minh', 'Compared; verify')}</SubmitButton>
          </Form>
        )}
        {may.edit && (
          <Form
            action={`${HERE}/changes/${change.id}/withdraw`}
            hidden={hidden}
            draft={false}
            label={say('Rút', 'Take back')}
          >
            <SubmitButton tone="plain">{say('Rút thay đổi', 'Take it back')}</SubmitButton>
          </Form>
        )}
      </Buttons>
    </Sheet>
  );
}

function columnsOf(say: Say): Column<ChartRowAnswer>[] {
  return [
    { key: 'code', head: say('Số hiệu', 'Code'), cell: (row) => <span class="strong">{row.code}</span> },
    { key: 'name', head: say('Tên', 'Name'), cell: (row) => <NameOf row={row} /> },
    { key: 'kind', head: say('Loại', 'Kind'), cell: (row) => kindOf(row, say) },
    { key: 'official', head: say('Số hiệu chính thức', 'Official code'), cell: (row) => <OfficialOf row={row} /> },
    {
      key: 'valid',
      head: say('Hiệu lực', 'Valid'),
      cell: (row) => (
        <>
          <DateText date={row.validFrom} />
          {row.validTo !== null && (
            <>
              {' – '}
              <DateText date={row.validTo} />
            </>
          )}
        </>
      ),
      wideOnly: true,
    },
  ];
}

function NameOf({ row }: { row: ChartRowAnswer }): VNode {
  const { lang } = usePage();
  return (
    <div>
      {lang === 'vi' ? row.nameVi : row.nameEn}
      <Soft block>{lang === 'vi' ? row.nameEn : row.nameVi}</Soft>
    </div>
  );
}

/** Only a code that two people stand for is shown as official. */
function OfficialOf({ row }: { row: ChartRowAnswer }): VNode {
  const say = useSay();
  if (row.verifiedBy === null || row.officialCode === null) return <Soft>{say('chưa xác minh', 'not verified')}</Soft>;
  return (
    <div>
      <span class="strong">{row.officialCode}</span> <Tag tone="true">{say('đã xác minh', 'verified')}</Tag>
      <Soft block>
        {row.officialSource} · {row.verifiedBy}, {row.verifiedAt && sayInstant(say, row.verifiedAt)}
      </Soft>
    </div>
  );
}

function kindOf({ role, nature }: ChartRowAnswer, say: Say): string {
  if (role === 'place') return say('nơi giữ tiền, hàng', 'place');
  if (role === 'creditor') return say('phải trả', 'creditor');
  const name = nature && NATURE_NAMES[nature];
  return name ? say(`mục đích: ${name.vi}`, `purpose: ${name.en}`) : say('mục đích', 'purpose');
}

export function ChartHelp(): VNode {
  const say = useSay();
  return (
    <p>
      {say(
        'Danh mục dùng chung cho mọi đơn vị; kế toán cấp thành phố hoặc trung ương lập thay đổi, kế toán trưởng khác xác minh. Dòng cũ được giữ lại.',
        'One chart serves all units; an accountant of the city or the centre prepares a change, another chief accountant verifies it. The former row is kept.',
      )}
    </p>
  );
}
