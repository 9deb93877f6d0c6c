import { DataSource } from 'typeorm';
import { CredentialsService } from '../identity/credentials.service.js';
import { type Role, ROLES } from '../identity/permissions.js';
import { UsersService } from '../identity/users.service.js';
import { transact } from '../platform/transact.js';
import { refuse } from './commands.refusals.js';
import type { Program } from './program.js';

const GIVEN_OUT = ROLES.filter((role) => role !== 'system');

/** Adds a person with one role, and prints the link by which they set their password. It works once. */
export async function addUser({ app, actor, config, asked, answers }: Program): Promise<boolean> {
  const [username = ''] = asked.operands;
  const role = roleOf(asked.must('role'));
  const [name, unitCode] = [asked.must('name'), asked.must('unit')];
  const [users, credentials] = [app.get(UsersService), app.get(CredentialsService)];
  const { id, link } = await transact(app.get(DataSource), async (tx) => {
    const userId = await users.createUser(tx, actor, { username, name, unitCode });
    await users.grantRole(tx, actor, { userId, role, unitCode });
    return { id: userId, link: await credentials.createLink(tx, actor, userId) };
  });
  const address = `${config.publicUrl}${link.path}`;
  const words = `Liên kết đặt mật khẩu, dùng một lần. The link to set a password, for one use:\n${address}`;
  await answers.answer({ id, username, unit: unitCode, role, link: address, expiresAt: link.expiresAt }, words);
  return true;
}

function roleOf(text: string): Role {
  const role = GIVEN_OUT.find((known) => known === text);
  if (!role) throw refuse('command.role-unknown', { role: text.slice(0, 30), roles: GIVEN_OUT.join(', ') });
  return role;
}
