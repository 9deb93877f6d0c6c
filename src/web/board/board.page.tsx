import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { DisbursementReader } from '../../disbursements/disbursement-reader.service.js';
import type { DisbursementDetail, DisbursementSummary } from '../../disbursements/disbursement.dto.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import type { FindingCounts, FindingSummary } from '../../oversight/finding.dto.js';
import { FindingsReader } from '../../oversight/findings-reader.service.js';
import {
  BatchChecks,
  BatchFacts,
  BatchFigures,
  BatchHistory,
  BatchLines,
  BatchSteps,
  BatchTable,
  StateTag,
} from '../desk/batch-views.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { Buttons, LinkButton } from '../ui/form.js';
import { Figure, Figures } from '../ui/money.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { BOARD, FINDINGS, FindingTable } from './finding-views.js';
import { BOARD_TICKETS } from './ticket-views.js';

const SHOWN = 20;

/** The board's own work: batches to look at, findings and their days; each batch with its households in full. */
@ApiExcludeController()
@Controller('board')
export class BoardPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly batches: DisbursementReader,
    private readonly findings: FindingsReader,
  ) {}

  @Get()
  @Permit('finding.read')
  async home(@CurrentActor() actor: Actor, @Req() request: Request): Promise<string> {
    const [batches, open, answered, counts] = await Promise.all([
      this.batches.list(actor, { limit: SHOWN }),
      this.findings.list(actor, { state: 'open', limit: SHOWN }),
      this.findings.list(actor, { state: 'answered', limit: SHOWN }),
      this.findings.counts(actor),
    ]);
    const head = { title: sayIn(langOf(request))('Việc của Ban giám sát', 'Work of the board'), current: BOARD };
    const rows = [...answered.items, ...open.items];
    const mayRecord = actor.may('finding.record');
    return this.desk.render(
      request,
      actor,
      head,
      <Home batches={batches.items} findings={rows} counts={counts} mayRecord={mayRecord} />,
    );
  }

  /** A batch as the board sees it; the look is on record. */
  @Get('disbursements/:id')
  @Permit('disbursement.read')
  async batch(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    const batch = await this.batches.detail(actor, id);
    const findings = await this.findings.list(actor, { disbursementId: id, limit: SHOWN });
    const mayRecord = actor.may('finding.record', batch.unitCode);
    return this.desk.render(
      request,
      actor,
      { title: batch.title, current: BOARD },
      <BoardBatch batch={batch} findings={findings.items} mayRecord={mayRecord} />,
    );
  }
}

function Home(props: {
  batches: DisbursementSummary[];
  findings: FindingSummary[];
  counts: FindingCounts;
  mayRecord: boolean;
}): VNode {
  const say = useSay();
  const waiting = props.batches.filter(({ state }) => ['submitted', 'approved', 'paid'].includes(state));
  const done = props.batches.filter(({ state }) => state === 'closed');
  return (
    <Stack>
      <PageHead
        title={props.mayRecord ? say('Việc của tôi', 'My work') : say('Ban giám sát', 'Supervision board')}
        lead={say(
          'Xem đợt chi có tên từng hộ, biên nhận và bút toán; ghi kiến nghị, theo dõi trả lời trong 15 ngày.',
          'Pay-outs with each household, receipts and entries; findings, to be answered within 15 days.',
        )}
        actions={
          props.mayRecord && (
            <LinkButton href={`${FINDINGS}/new`} tone="main" icon="plus" hint="m">
              {say('Ghi kiến nghị', 'Put a finding')}
            </LinkButton>
          )
        }
      />
      <Counts counts={props.counts} />
      <h2>{say('Kiến nghị cần theo dõi', 'Findings to follow')}</h2>
      <FindingTable rows={props.findings} />
      <Buttons>
        <LinkButton href={FINDINGS}>{say('Tất cả kiến nghị', 'All findings')}</LinkButton>
        {props.mayRecord && (
          <LinkButton href={BOARD_TICKETS}>{say('Câu hỏi của người ủng hộ', "Givers' questions")}</LinkButton>
        )}
      </Buttons>
      <h2>{say('Đợt chi cần xem', 'Pay-outs to look at')}</h2>
      <Batches rows={waiting} empty={say('Không có đợt chi nào đang chờ.', 'No pay-out is under way.')} />
      {done.length > 0 && (
        <>
          <h2>{say('Đợt chi đã xong', 'Closed pay-outs')}</h2>
          <Batches rows={done} empty="" />
        </>
      )}
    </Stack>
  );
}

function Batches({ rows, empty }: { rows: DisbursementSummary[]; empty: string }): VNode {
  return (
    <BatchTable
      rows={rows}
      hrefOf={(row) => `${BOARD}/disbursements/${row.id}`}
      empty={<EmptyState title={empty} icon="circle-check" />}
    />
  );
}

/** The rate that the committees report above all: ended out of put on record. */
function Counts({ counts }: { counts: FindingCounts }): VNode {
  const say = useSay();
  const rate = counts.total === 0 ? undefined : ((counts.closed / counts.total) * 100).toFixed(1);
  const shown = rate && say(`${rate.replace('.', ',')} % đã kết thúc`, `${rate} % closed`);
  return (
    <Figures>
      <Figure label={say('Kiến nghị đã ghi', 'Findings on record')} count={counts.total} note={shown} />
      <Figure label={say('Chờ trả lời', 'Waiting for an answer')} count={counts.open} />
      <Figure
        label={say('Trong đó quá hạn', 'Of which overdue')}
        count={counts.overdue}
        {...(counts.overdue > 0 && { tone: 'wrong' as const })}
      />
      <Figure label={say('Đã trả lời, chờ Ban xem', 'Answered, to be looked at')} count={counts.answered} />
    </Figures>
  );
}

function BoardBatch(props: { batch: DisbursementDetail; findings: FindingSummary[]; mayRecord: boolean }): VNode {
  const say = useSay();
  const { batch } = props;
  const printable = ['approved', 'paid', 'closed'].includes(batch.state);
  return (
    <Stack>
      <PageHead
        title={batch.title}
        crumbs={[{ href: BOARD, label: say('Ban giám sát', 'Board') }, { label: batch.title }]}
        tag={<StateTag state={batch.state} />}
        actions={
          <>
            {props.mayRecord && (
              <LinkButton href={`${FINDINGS}/new?disbursement=${batch.id}`} tone="main" icon="pencil" hint="m">
                {say('Ghi kiến nghị về đợt này', 'Put a finding about it')}
              </LinkButton>
            )}
            {printable && (
              <LinkButton href={`/api/v1/disbursements/${batch.id}/signed-list.pdf`} icon="printer">
                {say('Danh sách ký nhận', 'List for signatures')}
              </LinkButton>
            )}
          </>
        }
      />
      <BatchSteps batch={batch} />
      <BatchFigures batch={batch} />
      <BatchChecks checks={batch.checks} />
      {props.findings.length > 0 && (
        <Sheet title={say('Kiến nghị về đợt chi này', 'Findings about this pay-out')} flush>
          <FindingTable rows={props.findings} />
        </Sheet>
      )}
      <BatchLines batch={batch} note={say('Lượt xem này đã được ghi lại', 'This look is on record')} />
      <BatchFacts batch={batch} />
      <BatchHistory batch={batch} />
    </Stack>
  );
}
