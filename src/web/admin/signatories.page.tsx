import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import type { SignatoryAnswer } from '../../funds/fund.dto.js';
import { FundsService } from '../../funds/funds.service.js';
import { type NewSignatory, SignatoriesService } from '../../funds/signatories.service.js';
import { SIGNING_POSTS, type SigningPost } from '../../funds/signatory.entity.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { type Unit, UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, Sheet } from '../ui/box.js';
import { DateField, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { sayIn, usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { FundPageFrame, FUNDS_NAV } from './fund-pages.js';
import { UnitField, unitOf } from './unit-choice.js';

const HERE = '/admin/signatories';

@ApiExcludeController()
@Controller('admin/signatories')
export class SignatoriesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly funds: FundsService,
    private readonly signatories: SignatoriesService,
    private readonly units: UnitsService,
  ) {}

  /** @param typed the unit whose names are shown, by its name or code; the administrator's own where left out */
  @Get()
  @Permit('fund.administer')
  list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('unit') typed?: string,
    @Query('done') done?: string,
  ): Promise<string> {
    const unit = this.units.meant(typed ?? '') ?? this.units.get(actor.unitsFor('fund.administer')[0] ?? '');
    return this.show(actor, request, unit, formWith({}), done);
  }

  @Post()
  @Permit('fund.administer')
  async set(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    const unit = this.units.meant(form.unit ?? '');
    try {
      const asked = this.read(new FormReader(form, today), form);
      await this.funds.once(key, (tx) => this.signatories.set(tx, actor, asked));
      throw new SeeOther(`${HERE}?unit=${asked.unitCode}&done=named`);
    } catch (error) {
      const state = formAfter(form, besideField(error, { 'fund.unit-': 'unit' }), lang);
      response.status(422);
      return this.show(actor, request, unit, state);
    }
  }

  private read(reader: FormReader, form: FormValues): NewSignatory {
    const post = reader.choice('post', SIGNING_POSTS);
    const name = reader.required('name', 100);
    const validFrom = reader.day('validFrom', { allowFuture: true });
    reader.required('unit', 200);
    reader.done();
    const { code: unitCode } = unitOf(this.units, form.unit);
    return { unitCode, post, name, validFrom };
  }

  private async show(
    actor: Actor,
    request: Request,
    unit: Unit | undefined,
    state: FormState,
    done?: string,
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const rows = unit ? await this.signatories.list(actor, unit.code) : [];
    const notice = done === 'named' ? say('Đã ghi tên người ký.', 'The name is on record.') : undefined;
    const head = { title: say('Người ký', 'Signatories'), current: FUNDS_NAV, ...(notice !== undefined && { notice }) };
    const unitName = unit ? this.units.name(unit.code) : '';
    return this.desk.render(request, actor, head, <NameList rows={rows} unitName={unitName} state={state} />);
  }
}

const POSTS: Record<SigningPost, [vi: string, en: string]> = {
  chair: ['Chủ tài khoản', 'Chair, account holder'],
  chief_accountant: ['Kế toán trưởng', 'Chief accountant'],
  accountant: ['Người lập phiếu', 'Accountant'],
  cashier: ['Thủ quỹ', 'Cashier'],
};

type Shown = { rows: SignatoryAnswer[]; unitName: string; state: FormState };

function NameList({ rows, unitName, state }: Shown): VNode {
  const say = useSay();
  const columns = [
    { key: 'post', head: say('Chức danh', 'Post'), cell: (row: SignatoryAnswer) => say(...POSTS[row.post]) },
    { key: 'name', head: say('Họ và tên', 'Name'), cell: (row: SignatoryAnswer) => row.name },
    { key: 'from', head: say('Ký từ ngày', 'From'), cell: (row: SignatoryAnswer) => <DateText date={row.validFrom} /> },
  ];
  return (
    <FundPageFrame
      path={HERE}
      title={say('Người ký trên chứng từ', 'Names under the papers')}
      lead={say(
        'Chứng từ mang tên người ký của ngày lập; phiếu đã in giữ nguyên tên cũ.',
        'A paper carries the names of its day; one that was printed keeps the names it was printed with.',
      )}
    >
      <Form action={HERE} method="get" inline label={say('Xem đơn vị khác', 'Another unit')}>
        <UnitField value={unitName} />
        <Buttons>
          <SubmitButton tone="plain" icon="search">
            {say('Xem', 'Show')}
          </SubmitButton>
        </Buttons>
      </Form>
      <Sheet title={unitName} flush>
        <Table
          caption={say('Người ký', 'Signatories')}
          columns={columns}
          rows={rows}
          keyOf={(row) => row.id}
          empty={
            <EmptyState title={say('Chưa có tên nào.', 'No names yet.')} icon="pencil">
              {say('Phiếu in ra sẽ để trống chỗ ghi tên.', 'Papers are printed with the names left blank.')}
            </EmptyState>
          }
        />
      </Sheet>
      <NameForm unitName={unitName} state={state} />
    </FundPageFrame>
  );
}

function NameForm({ unitName, state }: Omit<Shown, 'rows'>): VNode {
  const say = useSay();
  const { today } = usePage();
  const posts = SIGNING_POSTS.map((value) => ({ value, label: say(...POSTS[value]) }));
  return (
    <Sheet title={say('Ghi tên người ký', 'Name a signatory')}>
      <Form action={HERE} state={state} hidden={{ unit: state.values.unit ?? unitName }}>
        <SelectField name="post" label={say('Chức danh', 'Post')} options={posts} value="chair" />
        <TextField name="name" label={say('Họ và tên', 'Name')} maxlength={100} />
        <DateField
          name="validFrom"
          label={say('Ký từ ngày', 'From')}
          hint={say(
            'Ghi lại cùng ngày là sửa tên đã ghi sai.',
            'The same day again mends a name that was written wrong.',
          )}
          date={today}
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Ghi tên', 'Save the name')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
