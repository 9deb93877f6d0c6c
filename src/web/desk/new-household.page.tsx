import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { BANKS } from '../../funds/fund.dto.js';
import type { RecordHouseholdDto } from '../../households/household.dto.js';
import { HouseholdsService } from '../../households/households.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { Columns, Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { type Option, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, sayIn, usePage, useSay } from '../ui/page.js';
import { ChoiceField, readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { HOUSEHOLDS, statusOptions } from './household-views.js';

/** Rows for members that the form shows; a household with more is entered through the API or added to later. */
const MEMBER_ROWS = 4;
const MOST_UNITS = 500;

@ApiExcludeController()
@Controller('desk/households/new')
export class NewHouseholdPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly households: HouseholdsService,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @Permit('household.record')
  form(@CurrentActor() actor: Actor, @Req() request: Request): Promise<string> {
    return this.show(actor, request, formWith({}));
  }

  @Post()
  @Permit('household.record')
  async record(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const dto = readHousehold(new FormReader(form, today), form, this.communes(actor));
      const { id } = await this.households.record(actor, dto, key);
      response.redirect(303, `${HOUSEHOLDS}/${id}?done=new`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, besideField(error, { 'household.identity-taken': 'identityNumber' }), lang);
      response.status(422);
      return this.show(actor, request, state);
    }
  }

  private show(actor: Actor, request: Request, state: FormState): Promise<string> {
    const title = sayIn(langOf(request))('Ghi một hộ', 'Enter a household');
    return this.desk.render(
      request,
      actor,
      { title, current: HOUSEHOLDS },
      <HouseholdForm state={state} communes={this.communes(actor)} />,
    );
  }

  /** The communes that the person enters households of. */
  private communes(actor: Actor): Option[] {
    const communes = actor.unitsFor('household.record').flatMap((code) => {
      const unit = this.units.get(code);
      if (unit?.level === 'commune') return [unit];
      const parents = unit?.level === 'city' ? { parentCode: code } : {};
      return this.units.search('', { level: 'commune', ...parents, limit: MOST_UNITS });
    });
    return communes.map(({ code }) => ({ value: code, label: this.units.name(code) }));
  }
}

function readHousehold(reader: FormReader, form: FormValues, communes: Option[]): RecordHouseholdDto {
  const dto: RecordHouseholdDto = {
    unitCode: readChoice(reader, form, 'unitCode', communes),
    headName: reader.required('headName', 100),
    village: reader.required('village', 100),
    ...given('identityNumber', reader.optional('identityNumber', 30)),
    ...given('phone', reader.optional('phone', 30)),
    ...given('legacyAddress', reader.optional('legacyAddress', 300)),
    ...readStatus(reader, form),
    ...readAccount(reader, form),
    members: readMembers(reader),
  };
  reader.done();
  return dto;
}

function given<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: string };
}

function readStatus(reader: FormReader, form: FormValues): Pick<RecordHouseholdDto, 'status' | 'year' | 'decisionNo'> {
  if ((form['status'] ?? '') === '') return {};
  const status = reader.choice(
    'status',
    statusOptions(sayIn('vi')).map(({ value }) => value),
  );
  const year = reader.required('year', 4);
  if (!/^20\d\d$/.test(year))
    reader.problem('year', { vi: 'Năm có bốn chữ số, như 2026.', en: 'A year of four digits, as 2026.' });
  return { status, year: Number(year), ...given('decisionNo', reader.optional('decisionNo', 60)) };
}

function readAccount(reader: FormReader, form: FormValues): Pick<RecordHouseholdDto, 'bankAccount'> {
  const number = reader.optional('bankAccount.number', 60);
  if (number === undefined) return {};
  const bankCode = reader.choice(
    'bankCode',
    BANKS.map(({ code }) => code),
  );
  return {
    bankAccount: { bankCode, number, holderName: reader.optional('holderName', 100) ?? form['headName'] ?? '' },
  };
}

function readMembers(reader: FormReader): NonNullable<RecordHouseholdDto['members']> {
  return Array.from({ length: MEMBER_ROWS }, (_, i) => i).flatMap((i) => {
    const name = reader.optional(`member${i}Name`, 100);
    const year = reader.optional(`member${i}Year`, 4);
    const relation = reader.optional(`member${i}Relation`, 50);
    if (name === undefined) {
      if (year !== undefined || relation !== undefined)
        reader.problem(`member${i}Name`, { vi: 'Ghi họ tên.', en: 'Give the name.' });
      return [];
    }
    if (year !== undefined && !/^(19|20)\d\d$/.test(year))
      reader.problem(`member${i}Year`, { vi: 'Năm sinh có bốn chữ số.', en: 'A year of four digits.' });
    return [{ name, ...(year !== undefined && { birthYear: Number(year) }), ...given('relation', relation) }];
  });
}

function HouseholdForm({ state, communes }: { state: FormState; communes: Option[] }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Ghi một hộ', 'Enter a household')}
        crumbs={[{ href: HOUSEHOLDS, label: say('Hộ gia đình', 'Households') }, { label: say('Ghi mới', 'New') }]}
        lead={say(
          'Chỉ ghi điều cần cho việc hỗ trợ. Các số được mã hóa khi lưu.',
          'Only what the support needs. Numbers are encrypted at rest.',
        )}
      />
      <Sheet>
        <Form action={`${HOUSEHOLDS}/new`} state={state}>
          <TextField name="headName" label={say('Họ tên chủ hộ', 'Name of the head')} maxlength={100} autofocus />
          <ChoiceField
            name="unitCode"
            label={say('Xã, phường', 'Commune')}
            options={communes}
            value={communes.length === 1 ? communes[0]?.value : undefined}
          />
          <TextField name="village" label={say('Thôn, bản, tổ dân phố', 'Village')} maxlength={100} />
          <TextField
            name="identityNumber"
            label={say('Số định danh chủ hộ', 'Identity number of the head')}
            hint={say('12 chữ số; giấy cũ 9 chữ số.', '12 digits; 9 on old papers.')}
            inputmode="numeric"
            maxlength={30}
            autocomplete="off"
            optional
          />
          <TextField
            name="phone"
            type="tel"
            inputmode="tel"
            label={say('Điện thoại', 'Phone')}
            maxlength={30}
            autocomplete="off"
            optional
          />
          <TextField
            name="legacyAddress"
            label={say('Địa chỉ cũ (trước 1/7/2025)', 'Address before 1 July 2025')}
            maxlength={300}
            optional
          />
          <StatusFields />
          <AccountFields />
          <Disclosure
            summary={say('Người trong hộ', 'Members')}
            open={Object.keys(state.problems).some((name) => name.startsWith('member'))}
          >
            <MemberFields />
          </Disclosure>
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Ghi hộ này', 'Enter the household')}</SubmitButton>
            <LinkButton href={HOUSEHOLDS}>{say('Thôi', 'Leave')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </Stack>
  );
}

function StatusFields(): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <>
      <SelectField
        name="status"
        label={say('Thuộc diện', 'Status')}
        options={statusOptions(say)}
        blank={say('chưa xét', 'not decided')}
        optional
      />
      <Columns>
        <TextField
          name="year"
          label={say('Năm', 'Year')}
          value={today.slice(0, 4)}
          size="short"
          inputmode="numeric"
          maxlength={4}
          optional
        />
        <TextField name="decisionNo" label={say('Số quyết định', 'Decision number')} maxlength={60} optional />
      </Columns>
    </>
  );
}

function AccountFields(): VNode {
  const say = useSay();
  return (
    <>
      <Columns>
        <SelectField
          name="bankCode"
          label={say('Ngân hàng nhận', 'Bank')}
          options={BANKS.map(({ code, name }) => ({ value: code, label: name }))}
          optional
        />
        <TextField
          name="bankAccount.number"
          label={say('Số tài khoản nhận', 'Account number')}
          inputmode="numeric"
          maxlength={60}
          autocomplete="off"
          optional
        />
      </Columns>
      <TextField
        name="holderName"
        label={say('Tên chủ tài khoản', 'Account holder')}
        hint={say('Để trống khi là chủ hộ.', 'Leave empty when it is the head.')}
        maxlength={100}
        optional
      />
    </>
  );
}

function MemberFields(): VNode {
  const say = useSay();
  return (
    <Stack gap="s">
      {Array.from({ length: MEMBER_ROWS }, (_, i) => (
        <Columns key={i}>
          <TextField
            name={`member${i}Name`}
            label={say(`Họ tên người thứ ${i + 1}`, `Name of member ${i + 1}`)}
            maxlength={100}
            optional
          />
          <Columns>
            <TextField name={`member${i}Relation`} label={say('Quan hệ', 'Relation')} maxlength={50} optional />
            <TextField
              name={`member${i}Year`}
              label={say('Năm sinh', 'Born')}
              size="short"
              inputmode="numeric"
              maxlength={4}
              optional
            />
          </Columns>
        </Columns>
      ))}
      <Soft block>
        {say(
          'Tên trẻ em chỉ người của đơn vị và Ban giám sát thấy.',
          'Names of children are seen by the unit and its board only.',
        )}
      </Soft>
    </Stack>
  );
}
