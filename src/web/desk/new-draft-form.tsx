/** The form of a manual entry, by its template: only the fields that this kind needs. */
import type { VNode } from 'preact';
import type {
  AccountChoice,
  EntryChoices,
  EntryTemplate,
  SideChoice,
  TemplateForm,
} from '../../bookkeeping/entry-choices.service.js';
import { formatVnd } from '../../platform/money.js';
import { EmptyState, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option, TextField } from '../ui/fields.js';
import { Buttons, Form, FormLine, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { type Say, usePage, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { ChoiceField } from './choice.js';

/** Two kinds that are no template. */
export const FREE = 'free';
export const CONSENT = 'consent';
/** Movements that a free entry's form has room for; the API takes a hundred. */
export const FREE_ROWS = 4;

export type NewDraftView = {
  funds: Option[];
  templates: Option[];
  fund?: Option | undefined;
  kind?: string | undefined;
  choices?: EntryChoices | undefined;
  form?: TemplateForm | undefined;
  free?: AccountChoice[] | undefined;
};

export function templateOptions(templates: readonly EntryTemplate[], say: Say): Option[] {
  return [
    ...templates.map(({ id, name }) => ({ value: id, label: say(name.vi, name.en) })),
    { value: FREE, label: say('Bút toán tự định khoản', 'Free entry') },
    { value: CONSENT, label: say('Người ủng hộ đồng ý trả chi phí', 'Donors agree to costs') },
  ];
}

export function accountOptions(accounts: readonly AccountChoice[]): Option[] {
  const seen = new Set<string>();
  return accounts.map(({ accountId, code, label, balance }) => {
    const name = `${code} ${label} · ${formatVnd(balance)}`;
    const twice = seen.has(name);
    seen.add(name);
    // Typed text must mean one account.
    return { value: String(accountId), label: twice ? `${name} · #${accountId}` : name };
  });
}

export function purposeOptions(choices: EntryChoices): Option[] {
  return choices.purposes.map(({ restrictionId, label, available }) => ({
    value: String(restrictionId),
    label: `${label} · ${formatVnd(available)}`,
  }));
}

export function NewDraftForm(props: { here: string; view: NewDraftView; state: FormState; first: FormState }): VNode {
  const say = useSay();
  const { view, state } = props;
  return (
    <Stack>
      <PageHead
        title={say('Lập bút toán', 'Prepare an entry')}
        crumbs={[
          { href: '/desk/books/drafts', label: say('Bút toán chờ duyệt', 'Entries to approve') },
          { label: say('Lập bút toán', 'Prepare an entry') },
        ]}
        lead={say(
          'Người khác duyệt mới vào sổ. Khoản ủng hộ, sao kê, nộp tiền và đợt chi có trang riêng.',
          'It is posted when another person approves it. Gifts, statements, deposits and pay-outs have their own pages.',
        )}
      />
      <BooksTabs current="/desk/books/drafts" />
      {view.funds.length === 0 ? (
        <EmptyState icon="landmark" title={say('Chưa có quỹ nào', 'No fund yet')} />
      ) : view.choices && view.kind !== undefined ? (
        <Sheet title={nameOf(view)} note={view.fund?.label} actions={<Other here={props.here} view={view} />}>
          <SecondStep {...props} choices={view.choices} kind={view.kind} state={state} />
        </Sheet>
      ) : (
        <FirstStep {...props} />
      )}
    </Stack>
  );
}

function nameOf({ templates, kind }: NewDraftView): string {
  return templates.find(({ value }) => value === kind)?.label ?? '';
}

function Other({ here, view }: { here: string; view: NewDraftView }): VNode {
  const say = useSay();
  return (
    <LinkButton href={`${here}?fund=${view.fund?.value ?? ''}`}>{say('Chọn mẫu khác', 'Another kind')}</LinkButton>
  );
}

/** Fund and kind, both by typing; a GET, so that the second step has an address of its own. */
function FirstStep({ here, view, first }: { here: string; view: NewDraftView; first: FormState }): VNode {
  const say = useSay();
  return (
    <Sheet>
      <Form action={here} method="get" state={first} enterMoves>
        <ChoiceField
          name="template"
          label={say('Việc gì', 'What happened')}
          hint={say('Gõ vài chữ, như “lãi”, “thu hộ”, “kiểm kê”.', 'Type a few letters, as “interest” or “count”.')}
          options={view.templates}
          autofocus
        />
        <ChoiceField
          name="fund"
          label={say('Quỹ', 'Fund')}
          options={view.funds}
          value={view.fund?.value ?? view.funds[0]?.value}
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Tiếp', 'Go on')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

type StepProps = { here: string; view: NewDraftView; choices: EntryChoices; kind: string; state: FormState };

function SecondStep({ here, view, choices, kind, state }: StepProps): VNode {
  const say = useSay();
  const hidden = { fund: view.fund?.value ?? '', template: kind };
  return (
    <Form action={here} state={state} hidden={hidden} enterMoves>
      {kind === CONSENT ? (
        <ConsentFields choices={choices} />
      ) : view.form ? (
        <TemplateFields form={view.form} choices={choices} />
      ) : (
        <FreeFields accounts={view.free ?? []} choices={choices} />
      )}
      <Buttons>
        <SubmitButton hint="Ctrl+Enter">{say('Trình duyệt', 'Send for approval')}</SubmitButton>
        <LinkButton href="/desk/books/drafts">{say('Thôi', 'Cancel')}</LinkButton>
      </Buttons>
    </Form>
  );
}

function TemplateFields({ form, choices }: { form: TemplateForm; choices: EntryChoices }): VNode {
  const say = useSay();
  const { today } = usePage();
  const { template, debit, credit, purposes } = form;
  const concerned = [debit, credit].find((side) => side.party !== undefined);
  const options = purposeOptions(choices);
  return (
    <>
      <Soft block>{say(template.when.vi, template.when.en)}</Soft>
      <MoneyField name="amount" label={say('Số tiền', 'Amount')} autofocus />
      <SideField name="debitAccountId" label={say('Nợ: tài khoản', 'Debit: account')} side={debit} />
      <SideField name="creditAccountId" label={say('Có: tài khoản', 'Credit: account')} side={credit} />
      {concerned?.party && <PartyField party={concerned.party} optional={concerned.accounts.length > 0} />}
      {purposes > 0 && (
        <ChoiceField
          name="restrictionId"
          label={purposes === 2 ? say('Từ mục đích', 'From the purpose') : say('Mục đích', 'Purpose')}
          options={options}
          value={options[0]?.value}
        />
      )}
      {purposes === 2 && (
        <ChoiceField
          name="toRestrictionId"
          label={say('Sang mục đích', 'To the purpose')}
          options={options}
          value={options[1]?.value}
        />
      )}
      {template.paper && (
        <TextField name="documentNo" label={say(template.paper.vi, template.paper.en)} maxlength={60} />
      )}
      {template.decision && (
        <TextField name="decisionNo" label={say('Số quyết định', 'Number of the decision')} maxlength={60} />
      )}
      <DateField name="effectiveDate" label={say('Ngày ghi sổ', 'Day')} date={today} />
      <TextField
        name="description"
        label={say('Diễn giải', 'Description')}
        value={template.name.vi}
        hint={<NoNames />}
      />
      <AdjustsField choices={choices} />
    </>
  );
}

/** A side that leaves a choice; nothing where it does not. */
function SideField({ name, label, side }: { name: string; label: string; side: SideChoice }): VNode | null {
  const say = useSay();
  const options = accountOptions(side.accounts);
  if (options.length === 0 && !side.needed) return null;
  if (side.needed) {
    const none = say(
      'Quỹ chưa có tài khoản nào như vậy, nên chưa ghi được việc này.',
      'The fund has no such account, so this cannot be recorded yet.',
    );
    const hint = options.length === 0 ? { hint: none } : {};
    return <ChoiceField name={name} label={label} options={options} value={options[0]?.value} {...hint} />;
  }
  return <ChoiceField name={name} label={label} options={options} blank={say('— mới —', '— a new one —')} optional />;
}

function PartyField({ party, optional }: { party: 'unit' | 'name'; optional: boolean }): VNode {
  const say = useSay();
  const label = party === 'unit' ? say('Đơn vị', 'Unit') : say('Tổ chức, người bán', 'Organisation or supplier');
  const hint =
    party === 'unit'
      ? say('Tên đầy đủ hoặc mã đơn vị, như “Phường Ba Đình”.', 'Full name or code of the unit, as “Phường Ba Đình”.')
      : say('Tên tổ chức; không ghi tên cá nhân.', 'The organisation’s name; never a private person’s.');
  return <TextField name="party" label={label} hint={hint} maxlength={80} optional={optional} />;
}

function AdjustsField({ choices: { closedMonths } }: { choices: EntryChoices }): VNode | null {
  const say = useSay();
  if (closedMonths.length === 0) return null;
  const options = closedMonths.map((day) => ({ value: day, label: `${day.slice(5, 7)}/${day.slice(0, 4)}` }));
  return (
    <ChoiceField
      name="adjusts"
      label={say('Điều chỉnh cho tháng đã khóa', 'Adjusts a closed month')}
      options={options}
      blank={say('— không —', '— none —')}
      optional
    />
  );
}

function NoNames(): VNode {
  const say = useSay();
  return <>{say('Không ghi tên, số điện thoại của cá nhân.', 'No name or phone of a private person.')}</>;
}

function ConsentFields({ choices }: { choices: EntryChoices }): VNode {
  const say = useSay();
  const { today } = usePage();
  const options = purposeOptions(choices);
  return (
    <>
      <Soft block>
        {say(
          'Tiền ủng hộ chỉ trả chi phí khi người ủng hộ đồng ý bằng văn bản (NĐ 93/2021, Điều 12).',
          'Gifts pay for costs only where their donors agreed in writing (Decree 93/2021, art. 12).',
        )}
      </Soft>
      <ChoiceField
        name="restrictionId"
        label={say('Mục đích', 'Purpose')}
        options={options}
        value={options[0]?.value}
      />
      <TextField name="documentNo" label={say('Số văn bản đồng ý', 'Number of the paper')} maxlength={60} autofocus />
      <DateField name="effectiveDate" label={say('Ngày đồng ý', 'Agreed on')} date={today} />
    </>
  );
}

function FreeFields({ accounts, choices }: { accounts: AccountChoice[]; choices: EntryChoices }): VNode {
  const say = useSay();
  const { today } = usePage();
  const options = accountOptions(accounts);
  const row = (i: number): VNode => (
    <FormLine key={i}>
      <ChoiceField
        name={`debit${i}`}
        label={say(`Nợ, dòng ${i + 1}`, `Debit, line ${i + 1}`)}
        options={options}
        blank="—"
        optional={i > 0}
        autofocus={i === 0}
      />
      <ChoiceField name={`credit${i}`} label={say('Có', 'Credit')} options={options} blank="—" optional={i > 0} />
      <MoneyField name={`amount${i}`} label={say('Số tiền', 'Amount')} optional={i > 0} />
    </FormLine>
  );
  return (
    <>
      <Soft block>
        {say(
          'Chỉ giữa các tài khoản công nợ, hàng và phải thu: tiền mặt, ngân hàng, tạm ứng và mục đích có mẫu riêng.',
          'Only between debts, goods and receivables: cash, bank, advances and purposes have templates.',
        )}
      </Soft>
      {Array.from({ length: FREE_ROWS }, (_, i) => row(i))}
      <TextField name="description" label={say('Diễn giải', 'Description')} hint={<NoNames />} />
      <TextField name="documentNo" label={say('Số chứng từ', 'Number of the paper')} maxlength={60} optional />
      <DateField name="effectiveDate" label={say('Ngày ghi sổ', 'Day')} date={today} />
      <AdjustsField choices={choices} />
    </>
  );
}
