import { Controller, Get, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { CredentialsService } from '../../identity/credentials.service.js';
import { Permit } from '../../identity/permit.js';
import { SessionCookieService } from '../../identity/session-cookie.service.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, type FormValues } from '../form-body.js';
import { Sheet, Soft } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { type FormState, formAfter, formWith } from '../ui/form-state.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { Notice } from '../ui/tag.js';
import { AccountFrame, homeOf } from './account-frame.js';
import { newPasswordOf, NewPasswordFields } from './password-fields.js';

const FIELDS = { 'identity.old-password': 'oldPassword', 'identity.password-': 'password' };

@ApiExcludeController()
@Controller('account/password')
export class PasswordPage {
  constructor(
    private readonly frame: AccountFrame,
    private readonly credentials: CredentialsService,
    private readonly cookies: SessionCookieService,
  ) {}

  @Get()
  @Permit('account.self')
  page(@Req() request: Request, @CurrentActor() actor: Actor): string {
    return this.render(request, actor, formWith({}));
  }

  @Post()
  @Permit('account.self')
  async change(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
    @FormBody() form: FormValues,
    @Ip() address: string,
  ): Promise<string> {
    try {
      const password = newPasswordOf(form);
      const session = await this.credentials.changePassword(actor, form.oldPassword ?? '', password, address);
      this.cookies.set(response, session);
    } catch (error) {
      response.status(422);
      return this.render(request, actor, formAfter({}, besideField(error, FIELDS), langOf(request)));
    }
    throw new SeeOther(homeOf(actor));
  }

  private render(request: Request, actor: Actor, state: FormState): string {
    const title = sayIn(langOf(request))('Đổi mật khẩu', 'Change password');
    return this.frame.render(request, title, <PasswordForm actor={actor} state={state} />);
  }
}

function PasswordForm({ actor, state }: { actor: Actor; state: FormState }): VNode {
  const say = useSay();
  return (
    <Sheet level={1} title={say('Đổi mật khẩu', 'Change password')} note={actor.username}>
      {actor.mustChange && (
        <Notice tone="wait">
          {say(
            'Mật khẩu hiện tại do người khác đặt. Hãy đổi trước khi làm việc.',
            'Somebody else set the present password. Change it before working.',
          )}
        </Notice>
      )}
      <Form action="/account/password" draft={false} state={state}>
        <TextField
          name="oldPassword"
          type="password"
          label={say('Mật khẩu hiện tại', 'Present password')}
          autocomplete="current-password"
          maxlength={200}
          autofocus
        />
        <NewPasswordFields />
        <Buttons>
          <SubmitButton icon="lock">{say('Đổi mật khẩu', 'Change password')}</SubmitButton>
          {!actor.mustChange && <LinkButton href={homeOf(actor)}>{say('Thôi', 'Not now')}</LinkButton>}
        </Buttons>
      </Form>
      <Soft block>
        {say(
          'Đổi xong, các máy khác đang đăng nhập bằng tên này phải đăng nhập lại.',
          'Once it is changed, every other device signed in under this name must sign in again.',
        )}
      </Soft>
    </Sheet>
  );
}
