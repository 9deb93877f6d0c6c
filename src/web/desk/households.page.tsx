import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { BANKS } from '../../funds/fund.dto.js';
import type { HouseholdDetail, HouseholdSummary } from '../../households/household.dto.js';
import { HouseholdRegister } from '../../households/household-register.service.js';
import { HouseholdsService } from '../../households/households.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { Disclosure, PageHead, Pager, Sheet, Stack } from '../ui/box.js';
import { SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, sayIn, usePage, useSay } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import {
  HouseholdFacts,
  HOUSEHOLDS,
  HouseholdTable,
  MemberTable,
  StatusOf,
  statusOptions,
  StatusTable,
} from './household-views.js';

/** The register of households: finding one, reading it, and what changes on it. */
@ApiExcludeController()
@Controller('desk/households')
export class HouseholdsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly register: HouseholdRegister,
    private readonly households: HouseholdsService,
  ) {}

  @Get()
  @Permit('household.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const q = query['q']?.slice(0, 100) ?? '';
    const cursor = query['cursor'];
    const page = await this.register.list(actor, { q, ...(cursor !== undefined && { cursor }), limit: 50 });
    const say = sayIn(langOf(request));
    const head = { title: say('Hộ gia đình', 'Households'), current: HOUSEHOLDS };
    const body = <HouseholdList page={page} q={q} mayRecord={actor.may('household.record')} />;
    return this.desk.render(request, actor, head, body);
  }

  @Get(':id')
  @Permit('household.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, id, formWith({}), query['done']);
  }

  @Post(':id/statuses')
  @Permit('household.record')
  addStatus(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    return this.change(actor, request, response, id, form, async (reader) => {
      const status = reader.choice(
        'status',
        statusOptions(sayIn('vi')).map(({ value }) => value),
      );
      const year = yearOf(reader, 'year');
      const decisionNo = reader.optional('decisionNo', 60);
      reader.done();
      await this.households.addStatus(actor, id, { status, year, ...(decisionNo && { decisionNo }) }, key);
      return 'status';
    });
  }

  @Post(':id/bank-account')
  @Permit('household.record')
  setBankAccount(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    return this.change(actor, request, response, id, form, async (reader) => {
      const bankCode = reader.choice(
        'bankCode',
        BANKS.map(({ code }) => code),
      );
      const number = reader.required('bankAccount.number', 60);
      const holderName = reader.required('holderName', 100);
      reader.done();
      await this.households.setBankAccount(actor, id, { bankCode, number, holderName }, key);
      return 'account';
    });
  }

  private async change(
    actor: Actor,
    request: Request,
    response: Response,
    id: string,
    form: FormValues,
    work: (reader: FormReader) => Promise<string>,
  ): Promise<string | undefined> {
    try {
      const done = await work(new FormReader(form, this.desk.context(request, actor).today));
      response.redirect(303, `${HOUSEHOLDS}/${id}?done=${done}`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.show(actor, request, id, state);
    }
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState, done?: string): Promise<string> {
    const household = await this.register.detail(actor, id);
    const say = sayIn(langOf(request));
    const notices: Record<string, string> = {
      new: say('Đã ghi hộ.', 'The household is entered.'),
      status: say('Đã ghi diện của hộ.', 'The status is recorded.'),
      account: say('Đã ghi tài khoản nhận.', 'The payee account is recorded.'),
    };
    const notice = done === undefined ? undefined : notices[done];
    const head = { title: household.headName, current: HOUSEHOLDS, ...(notice !== undefined && { notice }) };
    const mayRecord = actor.may('household.record', household.unitCode);
    return this.desk.render(
      request,
      actor,
      head,
      <HouseholdSheet household={household} mayRecord={mayRecord} state={state} />,
    );
  }
}

/** A year of four digits; this year where it was left empty. */
function yearOf(reader: FormReader, name: string): number {
  const typed = reader.required(name, 4);
  const year = /^20\d\d$/.test(typed) ? Number(typed) : 0;
  if (typed !== '' && year === 0)
    reader.problem(name, { vi: 'Năm có bốn chữ số, như 2026.', en: 'A year of four digits, as 2026.' });
  return year;
}

function HouseholdList({ page, q, mayRecord }: { page: Page<HouseholdSummary>; q: string; mayRecord: boolean }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Hộ gia đình', 'Households')}
        lead={say(
          'Người nhận hỗ trợ. Số định danh, điện thoại và tài khoản được mã hóa và che.',
          'Who receives support. Numbers are encrypted and masked.',
        )}
        actions={
          mayRecord && (
            <LinkButton href={`${HOUSEHOLDS}/new`} tone="main" icon="plus" hint="m">
              {say('Ghi một hộ', 'Enter a household')}
            </LinkButton>
          )
        }
      />
      <Form action={HOUSEHOLDS} method="get" inline label={say('Tìm hộ', 'Find a household')}>
        <TextField
          name="q"
          type="search"
          label={say('Tên chủ hộ, thôn hoặc số định danh', 'Name, village or identity number')}
          value={q}
          maxlength={100}
        />
        <SubmitButton tone="plain" icon="search">
          {say('Tìm', 'Find')}
        </SubmitButton>
      </Form>
      <HouseholdTable rows={page.items} mayRecord={mayRecord} searched={q !== ''} />
      <Pager nextCursor={page.nextCursor} />
    </Stack>
  );
}

function HouseholdSheet(props: { household: HouseholdDetail; mayRecord: boolean; state: FormState }): VNode {
  const say = useSay();
  const { household, state } = props;
  return (
    <Stack>
      <PageHead
        title={household.headName}
        crumbs={[{ href: HOUSEHOLDS, label: say('Hộ gia đình', 'Households') }, { label: household.headName }]}
        lead={<StatusOf household={household} />}
      />
      <HouseholdFacts household={household} />
      <MemberTable members={household.members} />
      <StatusTable statuses={household.statuses} />
      {props.mayRecord && (
        <>
          <StatusForm id={household.id} state={state} />
          <AccountForm id={household.id} state={state} />
        </>
      )}
    </Stack>
  );
}

function StatusForm({ id, state }: { id: string; state: FormState }): VNode {
  const say = useSay();
  const { today } = usePage();
  const mine = 'status' in state.values;
  return (
    <Disclosure summary={say('Ghi diện của một năm', 'Record the status of a year')} open={mine}>
      <Sheet>
        <Form action={`${HOUSEHOLDS}/${id}/statuses`} {...(mine && { state })}>
          <SelectField name="status" label={say('Thuộc diện', 'Status')} options={statusOptions(say)} value="poor" />
          <TextField
            name="year"
            label={say('Năm', 'Year')}
            value={today.slice(0, 4)}
            size="short"
            inputmode="numeric"
            maxlength={4}
          />
          <TextField name="decisionNo" label={say('Số quyết định', 'Decision number')} maxlength={60} optional />
          <Buttons>
            <SubmitButton>{say('Ghi diện', 'Record the status')}</SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </Disclosure>
  );
}

function AccountForm({ id, state }: { id: string; state: FormState }): VNode {
  const say = useSay();
  const mine = 'bankCode' in state.values;
  return (
    <Disclosure summary={say('Ghi tài khoản nhận tiền', 'Record where money is sent')} open={mine}>
      <Sheet>
        <Form action={`${HOUSEHOLDS}/${id}/bank-account`} {...(mine && { state })}>
          <SelectField
            name="bankCode"
            label={say('Ngân hàng', 'Bank')}
            options={BANKS.map(({ code, name }) => ({ value: code, label: name }))}
          />
          <TextField
            name="bankAccount.number"
            label={say('Số tài khoản', 'Account number')}
            inputmode="numeric"
            maxlength={60}
          />
          <TextField
            name="holderName"
            label={say('Tên chủ tài khoản', 'Account holder')}
            hint={say(
              'Nếu không phải người trong hộ, ghi chú khi trình duyệt.',
              'If this is nobody of the household, say so when submitting.',
            )}
            maxlength={100}
          />
          <Buttons>
            <SubmitButton>{say('Ghi tài khoản', 'Record the account')}</SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </Disclosure>
  );
}
