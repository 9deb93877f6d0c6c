import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../identity/actor.js';
import type { NewLink } from '../../identity/credentials.service.js';
import type { UserDetail } from '../../identity/user-directory.service.js';
import type { NewRole } from '../../identity/users.service.js';
import { Clock } from '../../platform/clock.js';
import { Settings } from '../../platform/settings.js';
import { UnitsService } from '../../units/units.service.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormReader, type FormValues } from '../form-body.js';
import { type FormState, formWith } from '../ui/form-state.js';
import { langOf, type Say, sayIn } from '../ui/page.js';
import { GRANTABLE } from './role-choice.js';
import { NO_UNIT, unitOf } from './unit-choice.js';
import { UserView } from './user-view.js';

const HERE = '/admin/users';

type Shown = { done?: unknown; state?: FormState; link?: NewLink };

/** The page of one person, and the reading of its form. */
@Injectable()
export class UserFrame {
  constructor(
    private readonly desk: DeskFrame,
    private readonly units: UnitsService,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  render(request: Request, actor: Actor, user: UserDetail, shown: Shown): Promise<string> {
    const notice = noticeOf(shown.done, sayIn(langOf(request)));
    const frame = { title: user.name, current: HERE, ...(notice !== undefined && { notice }) };
    const link = shown.link && { ...shown.link, path: `${this.settings.publicUrl}${shown.link.path}` };
    const unit = this.units.name(user.unitCode);
    return this.desk.render(
      request,
      actor,
      frame,
      <UserView
        user={user}
        unit={unit}
        link={link}
        self={actor.id === user.id}
        state={shown.state ?? formWith({ unit })}
        unitName={(code) => this.units.name(code)}
      />,
    );
  }

  /** @throws Refusal request.invalid with the problems of the fields */
  readGrant(form: FormValues): Omit<NewRole, 'userId'> {
    const reader = new FormReader(form, this.clock.today());
    const role = reader.choice('role', GRANTABLE);
    const validFrom = reader.day('validFrom', { allowFuture: true });
    const validTo = reader.optionalDay('validTo', { allowFuture: true });
    reader.required('unit', 200, NO_UNIT);
    reader.done();
    const { code: unitCode } = unitOf(this.units, form.unit);
    return { role, unitCode, validFrom, ...(validTo !== undefined && { validTo }) };
  }
}

function noticeOf(done: unknown, say: Say): string | undefined {
  if (done === 'created')
    return say(
      'Đã thêm. Tạo đường dẫn để người này đặt mật khẩu.',
      'Added. Make a link so that they can set a password.',
    );
  if (done === 'granted') return say('Đã trao vai trò.', 'The role is given.');
  if (done === 'revoked') return say('Đã thu vai trò.', 'The role is taken away.');
  if (done === 'disabled')
    return say('Đã khóa; mọi phiên đăng nhập đã kết thúc.', 'Disabled; every session has ended.');
  if (done === 'enabled') return say('Đã mở lại.', 'Active again.');
  return undefined;
}
