import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { DataSource } from 'typeorm';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { UserDirectoryService, type UserLine } from '../../identity/user-directory.service.js';
import { UsersService } from '../../identity/users.service.js';
import { Idempotency, type IdempotencyKey, once } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { SeeOther } from '../../platform/see-other.js';
import { transact } from '../../platform/transact.js';
import { UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { roleLabel } from '../desk/desk-nav.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Pager, Sheet, Stack } from '../ui/box.js';
import { ComboOptions, SelectField, TextField } from '../ui/fields.js';
import { type FormState, formAfter, formWith } from '../ui/form-state.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { langOf, renderFragment, sayIn, usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { GRANTABLE, roleOptions } from './role-choice.js';
import { NO_UNIT, UnitField, unitOf } from './unit-choice.js';

const HERE = '/admin/users';

@ApiExcludeController()
@Controller('admin')
export class UsersPage {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly desk: DeskFrame,
    private readonly directory: UserDirectoryService,
    private readonly users: UsersService,
    private readonly units: UnitsService,
  ) {}

  @Get('users')
  @Permit('user.administer')
  async list(
    @Req() request: Request,
    @CurrentActor() actor: Actor,
    @Query('q') q: unknown,
    @Query('cursor') cursor: unknown,
  ): Promise<string> {
    const text = typeof q === 'string' ? q.slice(0, 100) : '';
    const page = await this.directory.list(actor, { q: text, ...(typeof cursor === 'string' && { cursor }) });
    const unitName = (code: string): string => this.units.name(code);
    const title = sayIn(langOf(request))('Người dùng', 'People');
    return this.desk.render(
      request,
      actor,
      { title, current: HERE },
      <UserList page={page} q={text} unitName={unitName} />,
    );
  }

  @Get('users/new')
  @Permit('user.administer')
  form(@Req() request: Request, @CurrentActor() actor: Actor): Promise<string> {
    const unit = actor.unitsFor('user.administer').map((code) => this.units.name(code));
    return this.renderForm(request, actor, formWith({ unit: unit.length === 1 ? unit[0] : undefined }));
  }

  @Post('users')
  @Permit('user.administer')
  async create(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    let id: string;
    try {
      id = await this.record(actor, form, key);
    } catch (error) {
      const fields = { 'identity.username-': 'username', 'identity.role-': 'role' };
      response.status(422);
      return this.renderForm(request, actor, formAfter(form, besideField(error, fields), langOf(request)));
    }
    throw new SeeOther(`${HERE}/${id}?done=created`);
  }

  /** Suggestions as one types. */
  @Get('units')
  @Permit('user.administer')
  suggest(@Req() request: Request, @CurrentActor() actor: Actor, @Query('unit') typed: unknown): string {
    const found = this.units.search(typeof typed === 'string' ? typed.slice(0, 100) : '', { limit: 12 });
    const options = found.map(({ code }) => ({ value: code, label: this.units.name(code) }));
    return renderFragment(this.desk.context(request, actor), <ComboOptions options={options} />);
  }

  private async record(actor: Actor, form: FormValues, key: IdempotencyKey): Promise<string> {
    const reader = new FormReader(form, '');
    const name = reader.required('name', 100, NO_NAME);
    const username = reader.required('username', 40, NO_USERNAME);
    const role = reader.choice('role', GRANTABLE);
    reader.required('unit', 200, NO_UNIT);
    reader.done();
    const { code: unitCode } = unitOf(this.units, form.unit);
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const userId = await this.users.createUser(tx, actor, { username, name, unitCode });
        await this.users.grantRole(tx, actor, { userId, role, unitCode });
        return userId;
      }),
    );
  }

  private renderForm(request: Request, actor: Actor, state: FormState): Promise<string> {
    const title = sayIn(langOf(request))('Thêm người dùng', 'Add a person');
    return this.desk.render(request, actor, { title, current: HERE }, <NewUser state={state} />);
  }
}

const NO_NAME = { vi: 'Chưa ghi họ và tên.', en: 'The name is missing.' };
const NO_USERNAME = { vi: 'Chưa ghi tên đăng nhập.', en: 'The user name is missing.' };

function UserList({
  page,
  q,
  unitName,
}: {
  page: Page<UserLine>;
  q: string;
  unitName: (code: string) => string;
}): VNode {
  const say = useSay();
  const { lang } = usePage();
  const none =
    q === '' ? say('Chưa có người dùng nào.', 'Nobody yet.') : say('Không ai mang tên này.', 'Nobody of this name.');
  return (
    <>
      <PageHead
        title={say('Người dùng', 'People')}
        lead={say('Ai làm việc gì, ở đơn vị nào.', 'Who does what, and in which unit.')}
        actions={
          <LinkButton href={`${HERE}/new`} tone="main" icon="plus">
            {say('Thêm người dùng', 'Add a person')}
          </LinkButton>
        }
      />
      <Stack>
        <Form action={HERE} method="get" inline label={say('Tìm người dùng', 'Find a person')} state={formWith({ q })}>
          <TextField name="q" type="search" label={say('Tìm theo tên', 'Find by name')} shortcut="/" optional />
          <Buttons>
            <SubmitButton tone="plain" icon="search">
              {say('Tìm', 'Find')}
            </SubmitButton>
          </Buttons>
        </Form>
        <Sheet flush>
          <Table
            caption={say('Người dùng', 'People')}
            rows={page.items}
            keyOf={(user) => user.id}
            href={(user) => `${HERE}/${user.id}`}
            empty={<EmptyState title={none} icon="users" />}
            columns={[
              { key: 'name', head: say('Họ và tên', 'Name'), cell: (user) => user.name },
              { key: 'username', head: say('Tên đăng nhập', 'User name'), cell: (user) => user.username },
              { key: 'unit', head: say('Đơn vị', 'Unit'), cell: (user) => unitName(user.unitCode) },
              {
                key: 'roles',
                head: say('Vai trò', 'Roles'),
                cell: (user) => [...new Set(user.roles.map(({ role }) => roleLabel(role, lang)))].join(', '),
              },
              { key: 'state', head: say('Trạng thái', 'State'), cell: (user) => <UserTag user={user} /> },
            ]}
          />
        </Sheet>
        <Pager nextCursor={page.nextCursor} />
      </Stack>
    </>
  );
}

/** Whether the person can sign in. */
export function UserTag({ user }: { user: Pick<UserLine, 'state' | 'hasPassword'> }): VNode {
  const say = useSay();
  if (user.state === 'disabled') return <Tag tone="wrong">{say('đã khóa', 'disabled')}</Tag>;
  if (!user.hasPassword) return <Tag tone="wait">{say('chưa đặt mật khẩu', 'no password yet')}</Tag>;
  return <Tag tone="true">{say('đang dùng', 'active')}</Tag>;
}

function NewUser({ state }: { state: FormState }): VNode {
  const say = useSay();
  const { lang } = usePage();
  const title = say('Thêm người dùng', 'Add a person');
  return (
    <>
      <PageHead title={title} crumbs={[{ href: HERE, label: say('Người dùng', 'People') }, { label: title }]} />
      <Sheet>
        <Form action={HERE} state={state}>
          <TextField name="name" label={say('Họ và tên', 'Full name')} maxlength={100} autofocus />
          <TextField
            name="username"
            label={say('Tên đăng nhập', 'User name')}
            hint={say(
              'Chữ thường không dấu, chữ số, dấu chấm: xa.ketoan.',
              'Lower case without marks, digits, dots: xa.ketoan.',
            )}
            maxlength={40}
          />
          <UnitField />
          <SelectField
            name="role"
            label={say('Vai trò', 'Role')}
            hint={say(
              'Vai trò có hiệu lực ở đơn vị này và các đơn vị cấp dưới. Kế toán không làm thủ quỹ.',
              'The role reaches this unit and those below it. An accountant is never the cashier.',
            )}
            options={roleOptions(lang)}
            blank={say('Chọn vai trò', 'Choose a role')}
          />
          <Buttons>
            <SubmitButton icon="plus">{say('Thêm', 'Add')}</SubmitButton>
            <LinkButton href={HERE}>{say('Thôi', 'Not now')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </>
  );
}
