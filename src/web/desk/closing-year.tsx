import type { VNode } from 'preact';
import type { Closings, ReconciliationView } from '../../closing/closings-reader.service.js';
import { Sheet, Soft } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { sayInstant, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice } from '../ui/tag.js';
import type { ClosingProps } from './closing-sheet.js';
import { stands } from './closing-desk.service.js';
import { CLOSINGS, PeriodTag } from './closing-words.js';

type Props = ClosingProps & { closings: Closings };

/** The year: carried over in profile A, reconciled under two signatures in B. */
export function YearSheet(props: Props): VNode {
  const say = useSay();
  const { closings, forms } = props;
  const { year, profile, reconciliation } = closings;
  const closed = stands(year.closing) ? year.closing : undefined;
  return (
    <Sheet
      id="year"
      title={
        <>
          {say(`Năm ${year.period}`, `The year ${year.period}`)} <PeriodTag state={year.state} />
        </>
      }
      note={
        profile === 'A'
          ? say(
              'kết chuyển thu, chi sang 421 theo từng mục đích',
              'income and expense are carried to 421, purpose by purpose',
            )
          : say(
              'đối chiếu 338 với sổ chi tiết, hai chữ ký',
              '338 is reconciled with the detailed books, two signatures',
            )
      }
    >
      {closed && (
        <p>
          {say('Khóa bởi', 'Closed by')} {closed.closedBy}, {sayInstant(say, closed.closedAt)}.
        </p>
      )}
      {reconciliation && <Reconciliation reconciliation={reconciliation} />}
      {closed ? <ReopenYear {...props} /> : <CloseYear {...props} />}
      {!closed && forms.year === undefined && year.problem !== null && (
        <Soft block>
          {year.problem === 'not-ended'
            ? say('Năm chưa hết.', 'The year is not over.')
            : say('Năm khóa được khi đủ mười hai tháng đã khóa.', 'The year is closed once all its months are.')}
        </Soft>
      )}
    </Sheet>
  );
}

function Reconciliation({ reconciliation }: { reconciliation: ReconciliationView }): VNode {
  const say = useSay();
  const { lines, signedBy, signedAt, countersignedBy, countersignedAt } = reconciliation;
  const caption = say('Đối chiếu 338 với sổ chi tiết', '338 beside the detailed books');
  const money = (key: string, vi: string, en: string, of: (line: (typeof lines)[number]) => number) => ({
    key,
    head: say(vi, en),
    money: (line: (typeof lines)[number]) => BigInt(of(line)),
    total: true,
  });
  return (
    <>
      <Table<(typeof lines)[number]>
        caption={caption}
        dense
        rows={lines}
        keyOf={({ restriction }) => String(restriction)}
        columns={[
          { key: 'label', head: say('Mục đích', 'Purpose'), cell: ({ label }) => label },
          money('opening', 'Đầu năm', 'Opening', ({ opening }) => opening),
          money('received', 'Nhận', 'Received', ({ received }) => received),
          money('decisions', 'Điều chuyển', 'Decisions', ({ decisions }) => decisions),
          money('spent', 'Chi', 'Spent', ({ spent }) => spent),
          money('closing', 'Cuối năm', 'Closing', ({ closing }) => closing),
          money('held', 'Sổ cái 338', '338', ({ held }) => held),
          money('goods', 'Hàng giữ hộ', 'Goods held', ({ goods }) => goods),
        ]}
      />
      <p class="small">
        {say('Ký lần thứ nhất:', 'First signature:')} {signedBy}, {sayInstant(say, signedAt)}.{' '}
        {countersignedBy && countersignedAt
          ? `${say('Ký lần thứ hai:', 'Second signature:')} ${countersignedBy}, ${sayInstant(say, countersignedAt)}.`
          : say('Còn chờ chủ tài khoản ký.', 'The account holder has yet to sign.')}
      </p>
    </>
  );
}

function CloseYear({ closings, may, actorId, fund, forms }: Props): VNode | null {
  const say = useSay();
  const { year, profile, reconciliation } = closings;
  const hidden = { fund: fund?.value ?? '', year: year.period };
  const waits = reconciliation !== null && reconciliation.countersignedAt === null;
  if (waits && may.sign && reconciliation.signedById !== actorId) {
    return (
      <Form
        action={`${CLOSINGS}/reconciliations/${reconciliation.id}/sign`}
        state={forms.year}
        hidden={hidden}
        draft={false}
      >
        <Buttons>
          <SubmitButton icon="pencil">{say('Ký lần thứ hai và khóa năm', 'Sign and close the year')}</SubmitButton>
        </Buttons>
      </Form>
    );
  }
  if (!may.close || (year.problem !== null && forms.year === undefined)) return null;
  return (
    <Form action={`${CLOSINGS}/year`} state={forms.year} hidden={hidden} draft={false}>
      <Buttons>
        <SubmitButton icon="lock" tone="plain">
          {profile === 'A'
            ? say(`Khóa năm ${year.period} và kết chuyển`, `Close ${year.period} and carry over`)
            : say('Lập bản đối chiếu và ký', 'Make the reconciliation and sign')}
        </SubmitButton>
      </Buttons>
    </Form>
  );
}

function ReopenYear({ closings, may, actorId, fund, forms }: Props): VNode | null {
  const say = useSay();
  const { closing, period } = closings.year;
  if (!closing || !may.reopen || closing.closedById === actorId) return null;
  return (
    <>
      {forms.year && <Notice tone="wrong">{forms.year.problems['']}</Notice>}
      <Form
        action={`${CLOSINGS}/${closing.id}/reopen`}
        state={forms['reopen-year']}
        hidden={{ fund: fund?.value ?? '', year: period }}
      >
        <TextField
          name="reason"
          label={say('Lý do mở lại năm', 'Reason to open the year again')}
          hint={say('Bút toán kết chuyển được đảo lại.', 'The closing entries are reversed.')}
          maxlength={300}
        />
        <Buttons>
          <SubmitButton tone="wrong" icon="undo-2">
            {say(`Mở lại năm ${period}`, `Open ${period} again`)}
          </SubmitButton>
        </Buttons>
      </Form>
    </>
  );
}
