/** A pay-out on the desk, with the forms for what this person may do next. */
import type { VNode } from 'preact';
import type { DisbursementDetail, LineView } from '../../disbursements/disbursement.dto.js';
import type { HouseholdSummary } from '../../households/household.dto.js';
import { Columns, Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { CheckField, DateField, MoneyField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { usePage, useSay } from '../ui/page.js';
import { Notice } from '../ui/tag.js';
import {
  BatchChecks,
  BatchFacts,
  BatchFigures,
  BatchHistory,
  BatchLines,
  BatchSteps,
  DISBURSEMENTS,
  StateTag,
  TotalWords,
} from './batch-views.js';
import { StatusOf } from './household-views.js';

/** The form that the ticks in the table belong to. */
const SIGNED = 'signed';

type Batch = { batch: DisbursementDetail; state: FormState };

export function BatchSheet(props: Batch & { search: { q: string; found?: HouseholdSummary[] } }): VNode {
  const say = useSay();
  const { batch, state } = props;
  const drafting = batch.may.includes('submit');
  const printable = ['approved', 'paid', 'closed'].includes(batch.state);
  return (
    <Stack>
      <PageHead
        title={batch.title}
        crumbs={[{ href: DISBURSEMENTS, label: say('Đợt chi', 'Pay-outs') }, { label: batch.title }]}
        tag={<StateTag state={batch.state} />}
        actions={
          printable && (
            <LinkButton href={`/api/v1/disbursements/${batch.id}/signed-list.pdf`} icon="printer">
              {say('In danh sách ký nhận', 'Print the list for signatures')}
            </LinkButton>
          )
        }
      />
      {batch.state === 'rejected' && batch.rejectReason !== null && (
        <Notice tone="wrong" title={say('Bị trả lại', 'Rejected')}>
          {batch.rejectReason}
        </Notice>
      )}
      <BatchSteps batch={batch} />
      <NextSteps batch={batch} state={state} />
      <BatchFigures batch={batch} />
      <BatchChecks checks={batch.checks} />
      {drafting && <AddHouseholds {...props} />}
      {batch.may.includes('acknowledge') ? (
        <Signatures batch={batch} state={state} />
      ) : (
        <Lines batch={batch} drafting={drafting} />
      )}
      <BatchFacts batch={batch} />
      <BatchHistory batch={batch} />
    </Stack>
  );
}

function Lines({ batch, drafting }: { batch: DisbursementDetail; drafting: boolean }): VNode {
  const say = useSay();
  const remove = (line: LineView): VNode => (
    <Form action={`${DISBURSEMENTS}/${batch.id}/lines/${line.id}/remove`} draft={false} inline>
      <SubmitButton tone="plain" icon="x">
        {say('Bỏ', 'Take off')}
      </SubmitButton>
    </Form>
  );
  return <BatchLines batch={batch} {...(drafting && { extra: { head: say('Sửa', 'Change'), cell: remove } })} />;
}

/** Only what this person may do now, the expected step first. Everything here can be undone by a further step. */
function NextSteps({ batch, state }: Batch): VNode | null {
  const say = useSay();
  const may = new Set(batch.may);
  const plain = [
    { step: 'submit', label: say('Trình duyệt', 'Submit'), tone: 'main' as const },
    { step: 'recall', label: say('Rút lại để sửa', 'Recall'), tone: 'plain' as const },
    { step: 'reopen', label: say('Mở lại để sửa', 'Open again'), tone: 'main' as const },
    { step: 'end', label: say('Dừng đợt chi', 'End the pay-out'), tone: 'plain' as const },
  ].filter(({ step }) => may.has(step as DisbursementDetail['may'][number]));
  const any =
    plain.length > 0 ||
    ['approve', 'reject', 'pay', 'cancel', 'return-advance'].some((step) => batch.may.includes(step as never));
  if (!any) return null;
  return (
    <Sheet title={say('Việc tiếp theo', 'What comes next')} note={<TotalWords batch={batch} />} tone="red">
      {may.has('approve') && <ApproveForm batch={batch} state={state} />}
      {may.has('pay') && <PayForm batch={batch} state={state} />}
      {plain.length > 0 && (
        <Buttons>
          {plain.map(({ step, label, tone }) => (
            <StepForm key={step} batch={batch} step={step} label={label} tone={tone} state={state} />
          ))}
        </Buttons>
      )}
      {may.has('reject') && (
        <ReasonForm batch={batch} step="reject" label={say('Trả lại người lập', 'Send back')} state={state} />
      )}
      {may.has('cancel') && (
        <ReasonForm
          batch={batch}
          step="cancel"
          label={say('Hủy duyệt, thả tiền đã giữ', 'Cancel, free the money')}
          state={state}
        />
      )}
      {may.has('return-advance') && <ReturnForm batch={batch} state={state} />}
    </Sheet>
  );
}

/** What came back from a form that was refused belongs to the form with the same hidden step. */
function stateOf(state: FormState, step: string): { state?: FormState } {
  return state.values['step'] === step ? { state } : {};
}

function actionOf(batch: DisbursementDetail, step: string): string {
  return `${DISBURSEMENTS}/${batch.id}/steps/${step}`;
}

function StepForm(props: Batch & { step: string; label: string; tone: 'main' | 'plain' }): VNode {
  const { batch, step } = props;
  return (
    <Form action={actionOf(batch, step)} hidden={{ step }} draft={false} {...stateOf(props.state, step)}>
      <SubmitButton tone={props.tone}>{props.label}</SubmitButton>
    </Form>
  );
}

function ApproveForm({ batch, state }: Batch): VNode {
  const say = useSay();
  return (
    <Form action={actionOf(batch, 'approve')} hidden={{ step: 'approve' }} {...stateOf(state, 'approve')}>
      <TextField
        name="decisionNo"
        label={say('Số quyết định chi', 'Decision number')}
        hint={say('Như 12/QĐ-MTTQ-BTT.', 'As 12/QĐ-MTTQ-BTT.')}
        maxlength={60}
        size="short"
        optional
      />
      <Buttons>
        <SubmitButton icon="check" hint="Ctrl+Enter">
          {say('Duyệt và giữ tiền', 'Approve and hold the money')}
        </SubmitButton>
      </Buttons>
    </Form>
  );
}

function PayForm({ batch, state }: Batch): VNode {
  const say = useSay();
  const { today } = usePage();
  const cash = batch.method === 'cash';
  return (
    <Form action={actionOf(batch, 'pay')} hidden={{ step: 'pay' }} {...stateOf(state, 'pay')}>
      <DateField name="effectiveDate" label={say('Ngày chi', 'Paid on')} date={today} />
      <Buttons>
        <SubmitButton icon="hand-coins" hint="Ctrl+Enter">
          {cash
            ? say('Nhận tạm ứng tiền mặt để chi', 'Take the cash as an advance')
            : say('Ghi đã chuyển khoản', 'Record the transfers')}
        </SubmitButton>
      </Buttons>
      <Soft block>
        {cash
          ? say(
              'Lập phiếu chi cho cả đợt; từng hộ ký nhận sẽ trừ dần tạm ứng.',
              'One voucher for the whole; each signature settles its part.',
            )
          : say(
              'Chuyển đúng tài khoản đã duyệt ở danh sách dưới, rồi ghi.',
              'Send to the approved accounts below, then record it.',
            )}
      </Soft>
    </Form>
  );
}

function ReasonForm(props: Batch & { step: 'reject' | 'cancel'; label: string }): VNode {
  const say = useSay();
  const { batch, step } = props;
  const mine = stateOf(props.state, step);
  return (
    <Disclosure summary={props.label} open={mine.state !== undefined}>
      <Form action={actionOf(batch, step)} hidden={{ step }} {...mine}>
        <TextField name="reason" label={say('Lý do', 'Reason')} maxlength={500} />
        <Buttons>
          <SubmitButton tone="wrong" icon="undo-2">
            {props.label}
          </SubmitButton>
        </Buttons>
      </Form>
    </Disclosure>
  );
}

function ReturnForm({ batch, state }: Batch): VNode {
  const say = useSay();
  const { today } = usePage();
  const mine = stateOf(state, 'return-advance');
  return (
    <Disclosure
      summary={say('Hoàn lại phần không ai nhận', 'Return what nobody collected')}
      open={mine.state !== undefined}
    >
      <Form action={actionOf(batch, 'return-advance')} hidden={{ step: 'return-advance' }} {...mine}>
        <DateField name="effectiveDate" label={say('Ngày nộp lại két', 'Returned on')} date={today} />
        <Buttons>
          <SubmitButton tone="wrong" icon="undo-2">
            {say('Hoàn lại và khép đợt chi', 'Return and close')}
          </SubmitButton>
        </Buttons>
      </Form>
    </Disclosure>
  );
}

/** Search, tick, one amount for all that are ticked: a list of fifty equal gifts is one act. */
function AddHouseholds({ batch, state, search }: Batch & { search: { q: string; found?: HouseholdSummary[] } }): VNode {
  const say = useSay();
  const action = `${DISBURSEMENTS}/${batch.id}`;
  const { found } = search;
  return (
    <Sheet title={say('Thêm hộ', 'Add households')} id="add">
      <Form action={`${action}#add`} method="get" inline label={say('Tìm hộ để thêm', 'Find households to add')}>
        <TextField
          name="q"
          type="search"
          label={say('Tên chủ hộ hoặc thôn (để trống: tất cả)', 'Name or village (empty: all)')}
          value={search.q}
          maxlength={100}
          optional
        />
        <SubmitButton tone="plain" icon="search">
          {say('Tìm', 'Find')}
        </SubmitButton>
      </Form>
      {found?.length === 0 && (
        <Notice tone="wait" title={say('Không còn hộ nào khớp để thêm.', 'No further household fits.')} />
      )}
      {found && found.length > 0 && (
        <Form action={`${action}/lines`} hidden={{ q: search.q }} {...('amount' in state.values && { state })}>
          <Stack gap="s">
            {found.map((household) => (
              <CheckField
                key={household.id}
                name={`h-${household.id}`}
                label={
                  <>
                    {household.headName}, {household.village}{' '}
                    <Soft>
                      <StatusOf household={household} />
                    </Soft>
                  </>
                }
                checked={found.length === 1}
              />
            ))}
          </Stack>
          <Columns>
            <MoneyField
              name="amount"
              label={say('Số tiền mỗi hộ', 'Amount for each')}
              amount={batch.lines.at(-1)?.amount}
            />
            <TextField name="content" label={say('Nội dung', 'Content')} maxlength={200} optional />
          </Columns>
          <Buttons>
            <SubmitButton icon="plus">{say('Thêm các hộ đã chọn', 'Add the ticked households')}</SubmitButton>
          </Buttons>
        </Form>
      )}
    </Sheet>
  );
}

/** Ticking who signed, row by row; the rest of the list is one button. The ticks stand in the table, outside the form. */
function Signatures({ batch, state }: Batch): VNode {
  const say = useSay();
  const { today } = usePage();
  const mine = stateOf(state, 'acknowledge');
  const tick = (line: LineView): VNode | string =>
    line.state === 'paid' ? (
      <label class="choice">
        <input type="checkbox" form={SIGNED} name={`l-${line.id}`} checked={state.values[`l-${line.id}`] === 'on'} />
        <span>{say('đã ký', 'signed')}</span>
      </label>
    ) : (
      ''
    );
  return (
    <>
      <BatchLines
        batch={batch}
        note={say('Chọn hộ đã ký nhận tiền', 'Tick who signed')}
        extra={{ head: say('Ghi nhận', 'Record'), cell: tick }}
      />
      <Sheet title={say('Ghi ký nhận', 'Record the signatures')} tone="red">
        <Form id={SIGNED} action={actionOf(batch, 'acknowledge')} hidden={{ step: 'acknowledge' }} {...mine}>
          <DateField name="effectiveDate" label={say('Ngày ký nhận', 'Signed on')} date={today} />
          <Disclosure
            summary={say('Người khác nhận thay (một hộ)', 'Somebody else collected (one household)')}
            open={'signedBy' in state.problems}
          >
            <TextField
              name="signedBy"
              label={say('Họ tên người nhận thay', 'Name of the collector')}
              maxlength={100}
              optional
            />
            <TextField
              name="relation"
              label={say('Quan hệ với chủ hộ', 'Relation to the head')}
              maxlength={50}
              optional
            />
          </Disclosure>
          <Buttons>
            <SubmitButton icon="check">{say('Ghi các hộ đã chọn', 'Record the ticked')}</SubmitButton>
            <SubmitButton tone="plain" name="scope" value="all">
              {say('Cả danh sách còn lại đã ký', 'All the rest have signed')}
            </SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </>
  );
}
