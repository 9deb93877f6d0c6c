/** One person as an administrator sees them. */
import type { VNode } from 'preact';
import type { NewLink } from '../../identity/credentials.service.js';
import type { RoleLine, UserDetail } from '../../identity/user-directory.service.js';
import { formatInstant } from '../../platform/dates.js';
import { roleLabel } from '../desk/desk-nav.js';
import { DefinitionList, Disclosure, EmptyState, PageHead, Row, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, SelectField, TextField } from '../ui/fields.js';
import type { FormState } from '../ui/form-state.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { DateText } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { roleOptions } from './role-choice.js';
import { UnitField } from './unit-choice.js';
import { UserTag } from './users.js';

const HERE = '/admin/users';

export type UserViewProps = {
  user: UserDetail;
  unit: string;
  link: NewLink | undefined;
  /** Nobody administers themselves. */
  self: boolean;
  state: FormState;
  unitName: (code: string) => string;
};

export function UserView(props: UserViewProps): VNode {
  const say = useSay();
  const { user, unit, link, self } = props;
  const never = say('chưa lần nào', 'never');
  return (
    <>
      <PageHead
        title={user.name}
        tag={<UserTag user={user} />}
        crumbs={[{ href: HERE, label: say('Người dùng', 'People') }, { label: user.name }]}
      />
      <Stack>
        {link && <LinkNotice link={link} />}
        <Sheet title={say('Đăng nhập', 'Signing in')}>
          <DefinitionList
            items={[
              { term: say('Tên đăng nhập', 'User name'), value: user.username },
              { term: say('Đơn vị', 'Unit'), value: unit },
              {
                term: say('Dùng lần cuối', 'Last seen'),
                value: user.lastSeenAt ? formatInstant(user.lastSeenAt) : never,
              },
              ...(user.linkExpiresAt
                ? [
                    {
                      term: say('Đường dẫn chưa dùng, hết hạn', 'Unused link, expires'),
                      value: formatInstant(user.linkExpiresAt),
                    },
                  ]
                : []),
            ]}
          />
          {self ? <SelfNote /> : <AccessForms user={user} />}
        </Sheet>
        <Roles {...props} />
        {!self && <GrantSheet {...props} />}
      </Stack>
    </>
  );
}

/** The one time that the link can be read. */
function LinkNotice({ link }: { link: NewLink }): VNode {
  const say = useSay();
  return (
    <Notice
      tone="wait"
      title={say('Chép đường dẫn này ngay: nó chỉ hiện một lần.', 'Copy this link now: it is shown once.')}
    >
      <TextField
        name="link"
        label={say('Đường dẫn dùng một lần', 'One-time link')}
        hint={say(
          `Trao tận tay hoặc qua kênh riêng của người đó. Hết hạn lúc ${formatInstant(link.expiresAt)}.`,
          `Hand it over in person or by a channel of their own. It expires at ${formatInstant(link.expiresAt)}.`,
        )}
        value={link.path}
        readonly
      />
    </Notice>
  );
}

function SelfNote(): VNode {
  const say = useSay();
  return (
    <Soft block>
      {say(
        'Không ai tự trao vai trò, tự khóa hay tự đặt lại mật khẩu cho chính mình; việc này do người quản trị khác làm.',
        'Nobody gives a role to, disables or resets themselves; another administrator does.',
      )}
    </Soft>
  );
}

function AccessForms({ user }: { user: UserDetail }): VNode {
  const say = useSay();
  const active = user.state === 'active';
  return (
    <Row>
      {active && (
        <Form
          action={`${HERE}/${user.id}/link`}
          draft={false}
          label={say('Đường dẫn đặt mật khẩu', 'Link for a password')}
        >
          <SubmitButton icon="link">
            {user.hasPassword
              ? say('Tạo đường dẫn đặt lại mật khẩu', 'Make a link to reset the password')
              : say('Tạo đường dẫn mời', 'Make an invitation')}
          </SubmitButton>
        </Form>
      )}
      <Form
        action={`${HERE}/${user.id}/${active ? 'disable' : 'enable'}`}
        draft={false}
        label={say('Khóa hoặc mở', 'Disable or enable')}
      >
        <SubmitButton tone={active ? 'wrong' : 'main'} icon={active ? 'ban' : 'check'}>
          {active ? say('Khóa người này', 'Disable') : say('Mở lại', 'Enable')}
        </SubmitButton>
      </Form>
    </Row>
  );
}

function Roles({ user, self, unitName }: UserViewProps): VNode {
  const say = useSay();
  const { lang, today } = usePage();
  const none = say('Chưa có vai trò nào.', 'No role yet.');
  return (
    <Sheet title={say('Vai trò', 'Roles')} flush>
      <Table<RoleLine>
        caption={say('Vai trò', 'Roles')}
        rows={user.roles}
        keyOf={(role) => role.id}
        empty={<EmptyState title={none} icon="users" />}
        columns={[
          { key: 'role', head: say('Vai trò', 'Role'), cell: ({ role }) => roleLabel(role, lang) },
          { key: 'unit', head: say('Đơn vị', 'Unit'), cell: ({ unitCode }) => unitName(unitCode) },
          { key: 'from', head: say('Từ ngày', 'From'), cell: ({ validFrom }) => <DateText date={validFrom} /> },
          { key: 'to', head: say('Đến hết', 'Until'), cell: ({ validTo }) => validTo && <DateText date={validTo} /> },
          { key: 'state', head: say('Trạng thái', 'State'), cell: (role) => <RoleTag role={role} today={today} /> },
          {
            key: 'act',
            head: '',
            cell: (role) => !self && isOpen(role, today) && <RevokeForm userId={user.id} role={role} />,
          },
        ]}
      />
    </Sheet>
  );
}

function GrantSheet({ user, state }: UserViewProps): VNode {
  const say = useSay();
  const open = Object.keys(state.problems).length > 0 || user.roles.length === 0;
  return (
    <Sheet>
      <Disclosure summary={say('Trao thêm vai trò', 'Give another role')} open={open}>
        <GrantForm userId={user.id} state={state} />
      </Disclosure>
    </Sheet>
  );
}

function isOpen(role: RoleLine, today: string): boolean {
  return !role.revoked && (role.validTo === null || role.validTo >= today);
}

function RoleTag({ role, today }: { role: RoleLine; today: string }): VNode {
  const say = useSay();
  if (!isOpen(role, today)) return <Tag tone="plain">{say('đã hết', 'over')}</Tag>;
  if (role.validFrom > today) return <Tag tone="wait">{say('chưa tới ngày', 'not yet')}</Tag>;
  return <Tag tone="true">{say('đang giữ', 'held')}</Tag>;
}

function RevokeForm({ userId, role }: { userId: string; role: RoleLine }): VNode {
  const say = useSay();
  return (
    <Form
      action={`${HERE}/${userId}/roles/${role.id}/revoke`}
      draft={false}
      label={say('Thu vai trò', 'Take the role away')}
    >
      <SubmitButton tone="plain" icon="x">
        {say('Thu', 'Take away')}
      </SubmitButton>
    </Form>
  );
}

function GrantForm({ userId, state }: { userId: string; state: FormState }): VNode {
  const say = useSay();
  const { lang } = usePage();
  return (
    <Form action={`${HERE}/${userId}/roles`} state={state}>
      <SelectField
        name="role"
        label={say('Vai trò', 'Role')}
        options={roleOptions(lang)}
        blank={say('Chọn vai trò', 'Choose a role')}
      />
      <UnitField />
      <DateField
        name="validFrom"
        label={say('Từ ngày', 'From')}
        hint={say('Bỏ trống là từ hôm nay.', 'Left empty: from today.')}
        optional
      />
      <DateField
        name="validTo"
        label={say('Đến hết ngày', 'Until')}
        hint={say('Cho ủy quyền có thời hạn.', 'For a delegation that ends.')}
        optional
      />
      <Buttons>
        <SubmitButton icon="plus">{say('Trao vai trò', 'Give the role')}</SubmitButton>
      </Buttons>
    </Form>
  );
}
