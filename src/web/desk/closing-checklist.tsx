import type { VNode } from 'preact';
import type { ChecklistView, PeriodView, Point, PointLine } from '../../closing/closings-reader.service.js';
import { addDays, formatDate } from '../../platform/dates.js';
import { Sheet, Soft, Stack } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { Money } from '../ui/money.js';
import { type Say, usePage, useSay } from '../ui/page.js';
import { Tag } from '../ui/tag.js';
import type { ClosingProps } from './closing-sheet.js';
import { CLOSINGS, monthName, pointState, pointWords } from './closing-words.js';

type Props = ClosingProps & { view: PeriodView; checklist: ChecklistView };

/** The name of the field in which a line is confirmed, and of the one that confirms all of a point at once. */
export const noteOf = (key: string): string => `note.${key}`;
export const noteOfAll = (point: string): string => `all.${point}`;

/** Every point, done or not; what can be confirmed is confirmed here and closed with. */
export function ChecklistSheet(props: Props): VNode {
  const say = useSay();
  const { checklist, view, may, forms, fund } = props;
  const month = monthName(view.period);
  const done = checklist.points.filter(({ state }) => state === 'done' || state === 'confirmed').length;
  const closable = !checklist.closed && view.problem === null && may.close;
  const list = (
    <Stack gap="s">
      {checklist.points.map((point) => (
        <PointView key={point.point} point={point} fillIn={closable} />
      ))}
    </Stack>
  );
  return (
    <Sheet
      id="checklist"
      tone={checklist.closed || checklist.ready ? 'true' : 'wait'}
      title={say(`Việc cuối tháng ${month}`, `The end of ${month}`)}
      note={say(`${done}/${checklist.points.length} mục xong`, `${done} of ${checklist.points.length} done`)}
    >
      {closable && fund ? (
        <Form action={CLOSINGS} state={forms.close} hidden={{ fund: fund.value, month: view.period }}>
          {list}
          <CloseButton checklist={checklist} month={month} />
        </Form>
      ) : (
        <>
          {list}
          <Why {...props} />
        </>
      )}
    </Sheet>
  );
}

function CloseButton({ checklist, month }: { checklist: ChecklistView; month: string }): VNode {
  const say = useSay();
  const open = checklist.points.filter(({ state }) => state === 'not-done').length;
  return (
    <>
      <Buttons>
        <SubmitButton icon="lock" hint="Ctrl+Enter" disabled={open > 0}>
          {say(`Khóa sổ tháng ${month}`, `Close ${month}`)}
        </SubmitButton>
      </Buttons>
      {open > 0 && (
        <Soft block>
          {say(`Còn ${open} mục phải làm xong trước khi khóa.`, `${open} points must be done before it can be closed.`)}
        </Soft>
      )}
    </>
  );
}

/** Why there is no button. */
function Why({ view, checklist, may }: Props): VNode | null {
  const say = useSay();
  if (checklist.closed) return null;
  if (view.problem === 'not-ended') {
    const day = formatDate(addDays(view.endsOn, 1));
    return <Soft block>{say(`Tháng này khóa được từ ngày ${day}.`, `It can be closed from ${day} on.`)}</Soft>;
  }
  if (view.problem === 'before-open') {
    return <Soft block>{say('Khóa các tháng trước đã.', 'The months before it are closed first.')}</Soft>;
  }
  if (may.close) return null;
  return <Soft block>{say('Kế toán trưởng khóa sổ.', 'The chief accountant closes the month.')}</Soft>;
}

function PointView({ point, fillIn }: { point: Point; fillIn: boolean }): VNode {
  const say = useSay();
  const { title, asks } = pointWords(point.point, say);
  const { tone, text } = pointState(point, say);
  const open = point.lines.filter(({ needs }) => needs === 'confirm');
  return (
    <section class="point" aria-label={title}>
      <div class="row">
        <h3>{title}</h3>
        <Tag tone={tone}>{text}</Tag>
        <Soft>{asks}</Soft>
      </div>
      {point.lines.length > 0 && (
        <ul class="point-lines">
          {point.lines.map((line) => (
            <LineView key={line.key} line={line} fillIn={fillIn} />
          ))}
        </ul>
      )}
      {fillIn && open.length > 1 && (
        <TextField
          name={noteOfAll(point.point)}
          label={say('Ghi chung cho các dòng để trống', 'The same note for the lines left empty')}
          maxlength={300}
          optional
        />
      )}
    </section>
  );
}

function LineView({ line, fillIn }: { line: PointLine; fillIn: boolean }): VNode {
  const say = useSay();
  const { lang } = usePage();
  return (
    <li>
      <div class="row">
        <span class="long-text">{lang === 'en' ? line.en : line.vi}</span>
        {line.days !== null && line.days > 0 && <Soft>{say(`${line.days} ngày`, `${line.days} days`)}</Soft>}
        {line.amount !== null && (
          <span class="end strong">
            <Money amount={line.amount} />
          </span>
        )}
        {line.href && (
          <a href={line.href} data-row>
            {line.needs === 'mend' ? say('làm ngay', 'mend it') : say('xem', 'look')}
          </a>
        )}
      </div>
      <Note line={line} fillIn={fillIn} say={say} />
    </li>
  );
}

function Note({ line, fillIn, say }: { line: PointLine; fillIn: boolean; say: Say }): VNode | null {
  if (line.note !== null) return <Soft block>{`“${line.note}”`}</Soft>;
  if (!fillIn || line.needs !== 'confirm') return null;
  return (
    <TextField name={noteOf(line.key)} label={say('Đã xem, ghi rõ', 'Looked at: what was found')} maxlength={300} />
  );
}
