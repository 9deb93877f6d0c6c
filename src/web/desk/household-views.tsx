/** How a household is shown: its status, its people, its numbers as far as the reader may see them. */
import type { VNode } from 'preact';
import { BANKS } from '../../funds/fund.dto.js';
import type { HouseholdDetail, HouseholdStatus, HouseholdSummary } from '../../households/household.dto.js';
import { STATUS_NAMES } from '../../households/household.dto.js';
import { dayOf } from '../../platform/dates.js';
import { DefinitionList, EmptyState, Sheet, Soft } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { DateText } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';

export const HOUSEHOLDS = '/desk/households';

export function statusOptions(say: Say): { value: HouseholdStatus; label: string }[] {
  return Object.entries(STATUS_NAMES).map(([value, { vi, en }]) => ({
    value: value as HouseholdStatus,
    label: say(vi, en),
  }));
}

/** `agribank` → `Agribank`; a code that is not on the list stays as it is. */
export function bankName(code: string): string {
  return BANKS.find((bank) => bank.code === code)?.name ?? code;
}

/** `Hộ nghèo, 2026`, or that nothing was decided yet. */
export function StatusOf({ household }: { household: Pick<HouseholdSummary, 'status' | 'year'> }): VNode {
  const say = useSay();
  const { status, year } = household;
  if (status === null) return <Tag tone="wait">{say('chưa ghi diện', 'no status')}</Tag>;
  const name = STATUS_NAMES[status];
  return (
    <>
      {say(name.vi, name.en)}, {year}
    </>
  );
}

export function HouseholdTable(props: { rows: HouseholdSummary[]; mayRecord: boolean; searched: boolean }): VNode {
  const say = useSay();
  const columns: Column<HouseholdSummary>[] = [
    { key: 'head', head: say('Chủ hộ', 'Head'), cell: (row) => row.headName },
    {
      key: 'place',
      head: say('Thôn, xã', 'Village, commune'),
      cell: (row) => (
        <div>
          {row.village}
          <Soft block>{row.unitName}</Soft>
        </div>
      ),
    },
    { key: 'status', head: say('Thuộc diện', 'Status'), cell: (row) => <StatusOf household={row} /> },
    {
      key: 'identity',
      head: say('Số định danh', 'Identity number'),
      cell: (row) => row.identityNumber ?? '–',
      wideOnly: true,
    },
    {
      key: 'account',
      head: say('Tài khoản nhận', 'Payee account'),
      cell: (row) => row.bankAccount?.number ?? '–',
      wideOnly: true,
    },
  ];
  const title = props.searched
    ? say('Không có hộ nào khớp.', 'No household fits.')
    : say('Chưa có hộ nào.', 'No household yet.');
  const action = props.mayRecord && (
    <LinkButton href={`${HOUSEHOLDS}/new`} tone="main" icon="plus">
      {say('Ghi một hộ', 'Enter a household')}
    </LinkButton>
  );
  return (
    <Sheet flush>
      <Table
        caption={say('Các hộ gia đình', 'Households')}
        columns={columns}
        rows={props.rows}
        keyOf={(row) => row.id}
        href={(row) => `${HOUSEHOLDS}/${row.id}`}
        empty={
          <EmptyState title={title} icon="house" action={action || undefined}>
            {say(
              'Tìm theo tên, thôn (không cần dấu) hoặc cả số định danh.',
              'Search by name or village, or by a whole identity number.',
            )}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

/** Who lives there and where money is sent to. Whole numbers are shown only to who may see them, and the look is on record. */
export function HouseholdFacts({ household }: { household: HouseholdDetail }): VNode {
  const say = useSay();
  const { bankAccount } = household;
  const account =
    bankAccount && `${bankName(bankAccount.bankCode)} · ${bankAccount.number} · ${bankAccount.holderName}`;
  const items = [
    { term: say('Thôn, tổ dân phố', 'Village'), value: household.village },
    { term: say('Xã, phường', 'Commune'), value: household.unitName },
    { term: say('Địa chỉ cũ', 'Former address'), value: household.legacyAddress },
    { term: say('Số định danh chủ hộ', 'Identity number of the head'), value: household.identityNumber },
    { term: say('Điện thoại', 'Phone'), value: household.phone },
    { term: say('Tài khoản nhận', 'Payee account'), value: account },
  ];
  const note = household.full
    ? say('Lượt xem này đã được ghi lại.', 'This look is on record.')
    : say('Số định danh, điện thoại và tài khoản được che.', 'Numbers are masked.');
  return (
    <Sheet title={say('Hồ sơ hộ', 'The household')} note={note}>
      <DefinitionList items={items.filter(({ value }) => value !== null && value !== undefined)} />
    </Sheet>
  );
}

export function MemberTable({ members }: { members: HouseholdDetail['members'] }): VNode | null {
  const say = useSay();
  if (members.length === 0) return null;
  const columns: Column<HouseholdDetail['members'][number]>[] = [
    { key: 'name', head: say('Họ và tên', 'Name'), cell: (row) => row.name },
    { key: 'relation', head: say('Quan hệ', 'Relation'), cell: (row) => row.relation ?? '–' },
    { key: 'year', head: say('Năm sinh', 'Born'), align: 'right', cell: (row) => row.birthYear ?? '–' },
    { key: 'identity', head: say('Số định danh', 'Identity number'), cell: (row) => row.identityNumber ?? '–' },
  ];
  return (
    <Sheet title={say('Người trong hộ', 'Members')} flush>
      <Table caption={say('Người trong hộ', 'Members')} columns={columns} rows={members} />
    </Sheet>
  );
}

export function StatusTable({ statuses }: { statuses: HouseholdDetail['statuses'] }): VNode {
  const say = useSay();
  const columns: Column<HouseholdDetail['statuses'][number]>[] = [
    { key: 'year', head: say('Năm', 'Year'), cell: (row) => row.year },
    {
      key: 'status',
      head: say('Thuộc diện', 'Status'),
      cell: (row) => say(STATUS_NAMES[row.status].vi, STATUS_NAMES[row.status].en),
    },
    { key: 'decision', head: say('Quyết định', 'Decision'), cell: (row) => row.decisionNo ?? '–' },
    { key: 'recorded', head: say('Ghi ngày', 'Recorded'), cell: (row) => <DateText date={dayOf(row.recordedAt)} /> },
  ];
  return (
    <Sheet title={say('Thuộc diện theo năm', 'Status by year')} flush>
      <Table
        caption={say('Thuộc diện theo năm', 'Status by year')}
        columns={columns}
        rows={statuses}
        empty={<EmptyState title={say('Chưa ghi diện của năm nào.', 'No status yet.')} icon="calendar" />}
      />
    </Sheet>
  );
}
