/** Verifying the books by a button, and what it found each night and each time somebody asked. */
import { Controller, Get, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { formatDate } from '../../platform/dates.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { formatNumber } from '../../platform/money.js';
import { Refusal } from '../../platform/refusal.js';
import { SeeOther } from '../../platform/see-other.js';
import { type VerificationRun, VerificationRuns } from '../../reports/verification-runs.service.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { Form, SubmitButton } from '../ui/form.js';
import { langOf, sayIn, sayInstant, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { BooksTabs } from './books-tabs.js';
import { DeskFrame } from './desk-frame.js';
import { partDetail, partName } from './verification-words.js';

const HERE = '/desk/books/verification';

@ApiExcludeController()
@Controller('desk/books/verification')
export class VerificationPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly runs: VerificationRuns,
  ) {}

  @Get()
  @Permit('ledger.verify')
  async show(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const { items, nextCursor } = await this.runs.list(query.cursor ? { cursor: query.cursor } : {});
    const older = nextCursor === null ? undefined : `${HERE}?cursor=${encodeURIComponent(nextCursor)}`;
    const title = say('Kiểm tra sổ', 'Verify the books');
    return this.desk.render(
      request,
      actor,
      { title, current: '/desk/books/trial-balance' },
      <Runs runs={items} older={older} running={query.running === '1'} first={query.cursor === undefined} />,
    );
  }

  @Post()
  @Permit('ledger.verify')
  async run(@CurrentActor() actor: Actor, @Idempotency() key: IdempotencyKey): Promise<never> {
    try {
      await this.runs.ask(actor, key);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'verification.running') throw new SeeOther(`${HERE}?running=1`);
      throw error;
    }
    throw new SeeOther(HERE);
  }
}

function Runs(props: { runs: VerificationRun[]; older?: string | undefined; running: boolean; first: boolean }): VNode {
  const say = useSay();
  const [latest] = props.runs;
  return (
    <Stack>
      <PageHead
        title={say('Kiểm tra sổ', 'Verify the books')}
        lead={say(
          'Tính lại mọi số dư, số thứ tự, mã băm, biên nhận và kỳ từ chính các bút toán. Chương trình tự làm mỗi đêm lúc 2 giờ.',
          'Computes every balance, number, hash, receipt and period again from the entries. The program does it each night at two.',
        )}
      />
      <BooksTabs current={HERE} />
      {props.running && (
        <Notice tone="wait" title={say('Sổ đang được kiểm tra', 'The books are being verified')}>
          {say('Đợi xong rồi tải lại trang này.', 'Wait for it to end, then load this page again.')}
        </Notice>
      )}
      {props.first && (
        <Sheet>
          <Form action={HERE} draft={false} label={say('Kiểm tra sổ', 'Verify the books')}>
            <SubmitButton>{say('Kiểm tra ngay', 'Verify now')}</SubmitButton>
          </Form>
        </Sheet>
      )}
      {props.first && latest && <Found run={latest} />}
      <Sheet>
        <RunTable runs={props.runs} />
        {props.older && <a href={props.older}>{say('Cũ hơn', 'Older')}</a>}
      </Sheet>
    </Stack>
  );
}

/** What the latest run looked at, part by part; what is wrong stands first. */
function Found({ run }: { run: VerificationRun }): VNode {
  const say = useSay();
  const checks = [...run.checks].sort((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <Sheet>
      <Table
        caption={say('Lần kiểm tra mới nhất', 'The latest verification')}
        showCaption
        dense
        rows={checks}
        keyOf={({ name }) => name}
        columns={[
          { key: 'name', head: say('Phần', 'Part'), cell: ({ name }) => say(partName(name).vi, partName(name).en) },
          { key: 'ok', head: say('Kết quả', 'Result'), cell: ({ ok }) => <Verdict ok={ok} /> },
          {
            key: 'detail',
            head: say('Chi tiết', 'Detail'),
            cell: (check) => say(partDetail(check).vi, partDetail(check).en),
          },
        ]}
      />
    </Sheet>
  );
}

function RunTable({ runs }: { runs: VerificationRun[] }): VNode {
  const say = useSay();
  return (
    <Table
      caption={say('Các lần kiểm tra', 'Verifications')}
      showCaption
      rows={runs}
      keyOf={({ id }) => id}
      empty={
        <EmptyState icon="shield-check" title={say('Chưa kiểm tra lần nào', 'Never verified yet')}>
          {say('Bấm “Kiểm tra ngay”, hoặc đợi đến đêm.', 'Press “Verify now”, or wait for the night.')}
        </EmptyState>
      }
      columns={[
        { key: 'at', head: say('Lúc', 'At'), cell: ({ startedAt }) => sayInstant(say, startedAt) },
        {
          key: 'by',
          head: say('Ai', 'Who'),
          cell: ({ night, askedBy }) =>
            night === null
              ? askedBy
              : say(`Tự động, đêm ${formatDate(night)}`, `By itself, night of ${formatDate(night)}`),
        },
        { key: 'ok', head: say('Kết quả', 'Result'), cell: ({ ok }) => <Verdict ok={ok} /> },
        {
          key: 'wrong',
          head: say('Sai đầu tiên', 'First wrong'),
          cell: ({ checks }) => {
            const wrong = checks.find(({ ok }) => !ok);
            if (!wrong) return '–';
            const { vi, en } = partName(wrong.name);
            return `${say(vi, en)} (${wrong.name}): ${wrong.detail}`;
          },
        },
        {
          key: 'sequence',
          head: say('Đến sự kiện', 'Up to event'),
          align: 'right',
          cell: ({ sequence }) => formatNumber(sequence),
        },
        {
          key: 'took',
          head: say('Thời gian', 'Took'),
          align: 'right',
          cell: ({ tookMs }) => say(`${seconds(tookMs)} giây`, `${seconds(tookMs)} s`),
        },
      ]}
    />
  );
}

function Verdict({ ok }: { ok: boolean }): VNode {
  const say = useSay();
  return ok ? <Tag tone="true">{say('đúng', 'right')}</Tag> : <Tag tone="wrong">{say('SAI', 'WRONG')}</Tag>;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
