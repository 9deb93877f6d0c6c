import type { VNode } from 'preact';
import { Columns, EmptyState, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Count, DateText, DayCount, Money } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import type { HomeData, PlaceRow } from './home-desk.service.js';
import type { Waiting } from './waiting.service.js';

export function HomeSheet(data: HomeData): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <Stack>
      <PageHead
        title={say('Hôm nay', 'Today')}
        lead={<DateText date={today} />}
        actions={
          data.may.record && (
            <LinkButton href="/desk/gifts/new" icon="plus" tone="main">
              {say('Ghi khoản ủng hộ', 'Record a gift')}
            </LinkButton>
          )
        }
      />
      <Columns wide>
        <WaitingSheet waiting={data.waiting} />
        <Stack>
          <Gifts {...data} />
          <Clocks {...data} />
        </Stack>
      </Columns>
      <Places places={data.places} />
    </Stack>
  );
}

/** Plain sentences, the wrong before the waiting; each is the way to its page. */
function WaitingSheet({ waiting }: { waiting: Waiting[] }): VNode {
  const say = useSay();
  const sorted = [...waiting.filter(({ tone }) => tone === 'wrong'), ...waiting.filter(({ tone }) => tone === 'wait')];
  return (
    <Sheet flush title={say('Việc đang chờ', 'What waits')}>
      <Table<Waiting>
        caption={say('Việc đang chờ anh/chị', 'What waits for you')}
        rows={sorted}
        keyOf={({ href, vi }) => href + vi}
        href={({ href }) => href}
        columns={[
          { key: 'what', head: say('Việc', 'Work'), cell: ({ vi, en }) => say(vi, en) },
          {
            key: 'state',
            head: say('Tình trạng', 'State'),
            align: 'right',
            cell: ({ tone }) => (
              <Tag tone={tone}>{tone === 'wrong' ? say('cần xem ngay', 'look now') : say('đang chờ', 'waiting')}</Tag>
            ),
          },
        ]}
        empty={
          <EmptyState icon="circle-check" title={say('Không có việc nào đang chờ', 'Nothing waits')}>
            {say('Việc mới sẽ hiện ở đây.', 'New work will show here.')}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function Gifts({ gifts, may }: HomeData): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Ủng hộ nhận hôm nay', 'Gifts received today')}>
      <p class="figure-value">
        <Money amount={gifts.amount} />
      </p>
      <p>
        <Count value={gifts.count} /> {say('khoản', gifts.count === 1 ? 'gift' : 'gifts')}
        {may.readGifts && (
          <>
            {' · '}
            <a href="/desk/receipts">{say('xem biên nhận', 'see the receipts')}</a>
          </>
        )}
      </p>
    </Sheet>
  );
}

function Clocks({ appeals }: HomeData): VNode | null {
  const say = useSay();
  if (appeals.length === 0) return null;
  return (
    <Sheet title={say('Lời kêu gọi đang nhận', 'Open appeals')}>
      <Stack gap="s">
        {appeals.map(({ id, name, day, of }) =>
          day !== null && of !== null ? (
            <a key={id} class="quiet" href={`/desk/appeals/${id}`}>
              <DayCount label={name} day={day} of={of} />
            </a>
          ) : (
            <p key={id}>
              <a href={`/desk/appeals/${id}`}>{name}</a> <Soft>{say('không định ngày kết thúc', 'no end set')}</Soft>
            </p>
          ),
        )}
      </Stack>
    </Sheet>
  );
}

/** What the books say each bank account and cash box holds. */
function Places({ places }: { places: PlaceRow[] }): VNode {
  const say = useSay();
  return (
    <Sheet flush title={say('Tiền ở đâu', 'Where the money is')} note={say('theo sổ', 'by the books')}>
      <Table<PlaceRow>
        caption={say('Số dư các tài khoản và két', 'Balances of accounts and cash boxes')}
        rows={places}
        keyOf={({ accountId }) => String(accountId)}
        href={({ accountId }) => `/desk/books/accounts/${accountId}`}
        columns={[
          {
            key: 'name',
            head: say('Nơi giữ', 'Place'),
            cell: ({ code, label }) => (
              <>
                <Icon name={iconOf(code)} /> {label}
              </>
            ),
          },
          { key: 'fund', head: say('Quỹ', 'Fund'), cell: ({ fundName }) => fundName },
          { key: 'balance', head: say('Số dư (đ)', 'Balance (đ)'), money: ({ balance }) => balance, total: true },
        ]}
        empty={
          <EmptyState icon="landmark" title={say('Chưa có tài khoản hay két nào', 'No account or cash box yet')}>
            {say(
              'Nhờ người quản trị mở quỹ, tài khoản và két.',
              'Ask the administrator to open funds, accounts and boxes.',
            )}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function iconOf(code: string): IconName {
  if (code.startsWith('112')) return 'landmark';
  return code.startsWith('111') ? 'hand-coins' : 'hourglass';
}

export function HomeHelp(): VNode {
  const say = useSay();
  return (
    <p>
      {say(
        'Mỗi dòng là một việc của vai trò đang đăng nhập; Enter mở việc đó.',
        'Each line is work of the role signed in; Enter opens it.',
      )}
    </p>
  );
}
