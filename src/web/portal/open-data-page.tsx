/** Open data, for everyone: what there is, how large, and how to see that nobody has changed it. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Open } from '../../identity/permit.js';
import { type Snapshot, Snapshots } from '../../opendata/snapshots.service.js';
import { formatInstant } from '../../platform/dates.js';
import { formatNumber } from '../../platform/money.js';
import { Disclosure, EmptyState, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { filesOf, type NamedFile, sizeOf } from './open-data.rules.js';
import { PortalFrame } from './portal-frame.js';

/** Snapshots shown on the page; index.json has them all. */
const SHOWN = 30;

@ApiExcludeController()
@Controller('open-data')
export class OpenDataPageController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly frame: PortalFrame,
  ) {}

  @Get()
  @Open('open data is for everyone')
  async show(@Req() request: Request): Promise<string> {
    const say = this.frame.say(request);
    const page = { title: say('Dữ liệu mở', 'Open data'), current: '/open-data' };
    return this.frame.portal(request, page, <OpenDataPage snapshots={await this.snapshots.list()} />);
  }
}

function OpenDataPage({ snapshots }: { snapshots: Snapshot[] }): VNode {
  const say = useSay();
  const [latest] = snapshots;
  return (
    <Stack gap="l">
      <PageHead
        title={say('Dữ liệu mở', 'Open data')}
        lead={say(
          'Tải về, mở bằng bảng tính hoặc chương trình của bạn, tự cộng lại. Không có tên, số điện thoại hay địa chỉ của ai mà người đó không đồng ý công khai.',
          'Download it, open it in a spreadsheet or your own program, add it up yourself. It holds nobody’s name, phone or address unless they agreed to it.',
        )}
      />
      {latest ? (
        <>
          <LatestFiles snapshot={latest} />
          <HowToCheck snapshot={latest} />
          <Earlier snapshots={snapshots.slice(0, SHOWN)} />
        </>
      ) : (
        <EmptyState title={say('Chưa có bản dữ liệu nào', 'No snapshot yet')} icon="file-text">
          {say('Bản đầu tiên được lập trong đêm nay.', 'The first one is made tonight.')}
        </EmptyState>
      )}
    </Stack>
  );
}

function LatestFiles({ snapshot }: { snapshot: Snapshot }): VNode {
  const say = useSay();
  const { whole, months } = filesOf(snapshot);
  const made = formatInstant(new Date(snapshot.madeAt));
  return (
    <Sheet
      title={say('Bản mới nhất', 'The latest snapshot')}
      note={say(
        `Lập lúc ${made}, tính đến số ${formatNumber(snapshot.sequence)} của nhật ký`,
        `Made at ${made.replace('ngày', 'on')}, computed at position ${formatNumber(snapshot.sequence)} of the log`,
      )}
    >
      <Stack>
        <FileTable caption={say('Toàn bộ', 'The whole')} files={whole} id={snapshot.id} />
        {months.map(({ month, files }, index) => {
          const named = say(`Tháng ${month.slice(5)}/${month.slice(0, 4)}`, `Month ${month}`);
          return (
            <Disclosure key={month} summary={named} open={index === 0}>
              <FileTable caption={named} files={files} id={snapshot.id} />
            </Disclosure>
          );
        })}
        <Soft block>
          {say(
            'Mở CSV bằng Excel: vào Data, From Text/CSV rồi chọn tệp. Số tiền là đồng, không có dấu ngăn cách. Ý nghĩa từng cột ở data-dictionary.csv.',
            'In Excel open a CSV by Data, From Text/CSV. Amounts are whole đồng without separators. What each column means stands in data-dictionary.csv.',
          )}
        </Soft>
      </Stack>
    </Sheet>
  );
}

function FileTable({ caption, files, id }: { caption: string; files: NamedFile[]; id: string }): VNode {
  const say = useSay();
  return (
    <Table
      caption={caption}
      rows={files}
      keyOf={(file) => file.path}
      columns={[
        {
          key: 'file',
          head: say('Tệp', 'File'),
          cell: (file) => (
            <div>
              <a href={`/open-data/${id}/${file.path}`}>{file.path.split('/').at(-1)}</a>
              <div class="soft small">{say(file.vi, file.en)}</div>
            </div>
          ),
        },
        { key: 'rows', head: say('Số dòng', 'Rows'), count: (file) => file.rows },
        { key: 'size', head: say('Cỡ', 'Size'), cell: (file) => sizeOf(file.bytes), align: 'right' },
      ]}
    />
  );
}

function HowToCheck({ snapshot }: { snapshot: Snapshot }): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Tự kiểm tra', 'Check it yourself')}>
      <Stack gap="s">
        <p>
          {say(
            'Bản đã lập thì không đổi nữa. Tệp SHA256SUMS có mã băm của mọi tệp khác; lệnh sha256sum -c SHA256SUMS so lại. Mã băm của chính nó:',
            'A snapshot never changes. SHA256SUMS holds the hash of every other file; sha256sum -c SHA256SUMS compares them. Its own hash:',
          )}
        </p>
        <p class="small">
          <code>{snapshot.sha256}</code>
        </p>
        <p>
          {say(
            'Cộng cột amount của flows mọi tháng ra đúng số còn giữ (held) trong funds.csv. Mỗi ngày ngân hàng, cột difference là sổ trừ ngân hàng.',
            'The amounts in flows of all months add up to what funds.csv says is held. On each bank day, difference is the books less the bank.',
          )}
        </p>
        <p>
          <a href="/open-data/index.json">index.json</a>
        </p>
      </Stack>
    </Sheet>
  );
}

function Earlier({ snapshots }: { snapshots: Snapshot[] }): VNode {
  const say = useSay();
  const sum = (one: Snapshot, what: 'added' | 'removed' | 'changed'): number =>
    one.differences.reduce((all, difference) => all + difference[what], 0);
  return (
    <Sheet title={say('Các bản đã lập', 'Snapshots')}>
      <Table
        caption={say('Các bản, mới nhất trước', 'Snapshots, the newest first')}
        rows={snapshots}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'made',
            head: say('Lập lúc', 'Made at'),
            cell: (one) => <a href={`/open-data/${one.id}/SHA256SUMS`}>{formatInstant(new Date(one.madeAt))}</a>,
          },
          { key: 'sequence', head: say('Số nhật ký', 'Position'), count: (one) => one.sequence },
          { key: 'added', head: say('Dòng thêm', 'Rows added'), count: (one) => sum(one, 'added') },
          { key: 'changed', head: say('Dòng đổi', 'Rows changed'), count: (one) => sum(one, 'changed') },
          { key: 'removed', head: say('Dòng bớt', 'Rows removed'), count: (one) => sum(one, 'removed') },
        ]}
      />
    </Sheet>
  );
}
