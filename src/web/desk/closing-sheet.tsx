import type { VNode } from 'preact';
import type { PeriodView } from '../../closing/closings-reader.service.js';
import { EmptyState, PageHead, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { type FormState, formWith } from '../ui/form-state.js';
import { Icon } from '../ui/icon.js';
import { sayInstant, usePage, useSay, withQuery } from '../ui/page.js';
import { Notice } from '../ui/tag.js';
import { ChecklistSheet } from './closing-checklist.js';
import { type ClosingData, stands } from './closing-desk.service.js';
import { CLOSINGS, COUNTS, monthName, periodState } from './closing-words.js';
import { YearSheet } from './closing-year.js';

/** What came of a form of the page, by the form: `close`, `reopen`, `year`. */
export type ClosingForms = Record<string, FormState>;
export type ClosingProps = ClosingData & { forms: ClosingForms };

/** Twelve months in a row, the checklist of one, and the year. */
export function ClosingSheet(props: ClosingProps): VNode {
  const say = useSay();
  const { fund, closings, month } = props;
  const title = say('Khóa sổ', 'Closing');
  return (
    <Stack>
      <PrintHead unit={closings?.fundName ?? ''} title={`${title} ${month ? monthName(month) : ''}`} />
      <PageHead
        title={title}
        lead={say(
          'Khóa từng tháng theo thứ tự, khi sổ đã khớp. Tháng đã khóa không ghi thêm được; ghi thiếu thì điều chỉnh vào hôm nay.',
          'Months are closed in order, once the books agree. Nothing goes into a closed month; what was missed is adjusted today.',
        )}
        actions={
          fund && (
            <>
              <LinkButton href={`${COUNTS}?fund=${fund.value}`} icon="hand-coins">
                {say('Kiểm quỹ', 'Cash counts')}
              </LinkButton>
              <LinkButton href={`/desk/books/roll-forward?fund=${fund.value}`} icon="scale">
                {say('Tồn và biến động', 'Roll-forward')}
              </LinkButton>
            </>
          )
        }
      />
      <Filter {...props} />
      {closings ? (
        <>
          <MonthRow {...props} months={closings.months} />
          <MonthOf {...props} />
          <YearSheet {...props} closings={closings} />
        </>
      ) : (
        <Sheet>
          <EmptyState icon="lock" title={say('Chưa có quỹ nào', 'There is no fund yet')}>
            {say('Quản trị viên mở quỹ trước.', 'An administrator opens a fund first.')}
          </EmptyState>
        </Sheet>
      )}
    </Stack>
  );
}

function Filter({ funds, fund, closings }: ClosingProps): VNode {
  const say = useSay();
  const { today } = usePage();
  const now = Number(today.slice(0, 4));
  const years = Array.from({ length: 6 }, (_, back) => String(now - back));
  const shown = closings?.year.period;
  if (shown && !years.includes(shown)) years.push(shown);
  return (
    <Form
      action={CLOSINGS}
      method="get"
      inline
      state={formWith({ fund: fund?.value, year: shown })}
      label={say('Chọn quỹ và năm', 'Choose fund and year')}
    >
      <SelectField name="fund" label={say('Quỹ', 'Fund')} options={funds} />
      <SelectField
        name="year"
        label={say('Năm', 'Year')}
        options={years
          .sort()
          .reverse()
          .map((value) => ({ value, label: value }))}
      />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

/** ← and → go to the month before and after. */
function MonthRow({ months, month, fund }: ClosingProps & { months: PeriodView[] }): VNode {
  const say = useSay();
  const at = months.findIndex(({ period }) => period === month);
  const keyOf = (index: number): string | undefined => {
    if (at < 0) return undefined;
    return index === at - 1 ? 'ArrowLeft' : index === at + 1 ? 'ArrowRight' : undefined;
  };
  return (
    <nav class="months" aria-label={say('Mười hai tháng', 'The twelve months')}>
      {months.map(({ period, state }, index) => {
        const { tone, text, icon } = periodState(state, say);
        const number = Number(period.slice(5));
        return (
          <a
            key={period}
            href={withQuery(CLOSINGS, { fund: fund?.value, month: period })}
            class={`is-${tone}`}
            aria-current={period === month ? 'page' : undefined}
            data-key={keyOf(index)}
          >
            <span class="strong">{say(`Tháng ${number}`, `${number}/${period.slice(0, 4)}`)}</span>
            <span class="small">
              <Icon name={icon} /> {text}
            </span>
          </a>
        );
      })}
    </nav>
  );
}

function MonthOf(props: ClosingProps): VNode {
  const say = useSay();
  const { closings, month, checklist } = props;
  const view = closings?.months.find(({ period }) => period === month);
  if (!view || !checklist) {
    return (
      <Sheet>
        <EmptyState icon="calendar" title={say('Chưa có tháng nào để khóa', 'There is no month to close')}>
          {say(
            'Tháng khóa được sau khi hết, từ tháng có bút toán đầu tiên.',
            'A month can be closed once it is over, from that of the first entry on.',
          )}
        </EmptyState>
      </Sheet>
    );
  }
  return (
    <>
      <Standing {...props} view={view} />
      <ChecklistSheet {...props} view={view} checklist={checklist} />
      <ReopenForm {...props} view={view} />
    </>
  );
}

/** Who closed the month and when, or that it was opened again and why. */
function Standing({ view }: ClosingProps & { view: PeriodView }): VNode | null {
  const say = useSay();
  const { closing, period } = view;
  if (!closing) return null;
  const entry = (
    <Soft>
      {say(`sự kiện ${closing.sequence} trong nhật ký công khai`, `event ${closing.sequence} of the public log`)}
    </Soft>
  );
  if (stands(closing)) {
    return (
      <Notice tone="true" title={say(`Tháng ${monthName(period)} đã khóa sổ.`, `${monthName(period)} is closed.`)}>
        {closing.closedBy}, {sayInstant(say, closing.closedAt)}. {entry}
      </Notice>
    );
  }
  return (
    <Notice
      tone="wait"
      title={say(`Tháng ${monthName(period)} đã được mở lại.`, `${monthName(period)} was opened again.`)}
    >
      {closing.reopenedBy}
      {closing.reopenedAt && `, ${sayInstant(say, closing.reopenedAt)}`}: {closing.reopenReason}
    </Notice>
  );
}

function ReopenForm({ view, may, actorId, forms }: ClosingProps & { view: PeriodView }): VNode | null {
  const say = useSay();
  const { closing, period } = view;
  if (!stands(closing) || !may.reopen) return null;
  if (closing.closedById === actorId) {
    return (
      <Soft block>
        {say(
          'Người đã khóa sổ không tự mở lại; việc này do người khác làm.',
          'Who closed it does not open it again: that takes another person.',
        )}
      </Soft>
    );
  }
  return (
    <Sheet title={say('Mở lại', 'Open again')} tone="wait">
      <Form action={`${CLOSINGS}/${closing.id}/reopen`} state={forms.reopen} hidden={{ month: period }}>
        <TextField
          name="reason"
          label={say('Lý do', 'Reason')}
          hint={say(
            'Mở từ tháng cuối lùi lại; năm đã khóa thì mở năm trước. Lý do lưu cùng lần khóa sổ, không lên nhật ký công khai.',
            'From the last month back; a closed year first. The reason stays with the closing and off the public log.',
          )}
          maxlength={300}
        />
        <Buttons>
          <SubmitButton tone="wrong" icon="undo-2">
            {say(`Mở lại tháng ${monthName(period)}`, `Open ${monthName(period)} again`)}
          </SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
