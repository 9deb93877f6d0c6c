import { Controller, Get, Ip, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { CredentialsService, type Link } from '../../identity/credentials.service.js';
import { Open } from '../../identity/permit.js';
import { SessionCookieService } from '../../identity/session-cookie.service.js';
import { type NewSession, SessionsService } from '../../identity/sessions.service.js';
import { Clock } from '../../platform/clock.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { Sheet, Soft } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { type FormState, formAfter, formWith } from '../ui/form-state.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { langOf, type Say, sayIn, useSay } from '../ui/page.js';
import { AccountFrame, homeOf } from './account-frame.js';
import { newPasswordOf, NewPasswordFields } from './password-fields.js';

const NO_NAME = { vi: 'Chưa ghi họ và tên.', en: 'The name is missing.' };
const NO_USERNAME = { vi: 'Chưa ghi tên đăng nhập.', en: 'The user name is missing.' };
const FIELDS = { 'identity.username-': 'username', 'identity.password-': 'password' };

/** The page behind a one-time link: a first or a new password, or the first administrator of a new instance. */
@ApiExcludeController()
@Controller('account/link/:token')
export class OneTimeLinkPage {
  constructor(
    private readonly frame: AccountFrame,
    private readonly credentials: CredentialsService,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookieService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Open('who has no password yet cannot sign in')
  async page(@Req() request: Request, @Param('token') token: string, @Ip() address: string): Promise<string> {
    const link = await this.credentials.readLink(token, address);
    return this.render(request, token, link, formWith({}));
  }

  @Post()
  @Open('who has no password yet cannot sign in')
  async use(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('token') token: string,
    @FormBody() form: FormValues,
    @Ip() address: string,
  ): Promise<string> {
    const link = await this.credentials.readLink(token, address);
    let session: NewSession;
    try {
      session = await this.setPassword(token, link, form, address);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELDS), langOf(request));
      response.status(422);
      return this.render(request, token, link, state);
    }
    this.cookies.set(response, session);
    const actor = await this.sessions.actorOf(session.token, 'browser');
    throw new SeeOther(actor ? homeOf(actor) : '/');
  }

  private setPassword(token: string, link: Link, form: FormValues, address: string): Promise<NewSession> {
    if (link.purpose !== 'first-admin') return this.credentials.useLink(token, newPasswordOf(form), address);
    const reader = new FormReader(form, this.clock.today());
    const person = {
      username: reader.required('username', 40, NO_USERNAME),
      name: reader.required('name', 100, NO_NAME),
    };
    reader.done();
    return this.credentials.createFirstAdministrator(token, { ...person, password: newPasswordOf(form) }, address);
  }

  private render(request: Request, token: string, link: Link, state: FormState): string {
    const title = titleOf(link, sayIn(langOf(request)));
    return this.frame.render(request, title, <LinkForm token={token} link={link} state={state} />);
  }
}

function titleOf(link: Link, say: Say): string {
  if (link.purpose === 'first-admin') return say('Người quản trị đầu tiên', 'The first administrator');
  return link.purpose === 'invite'
    ? say('Đặt mật khẩu', 'Set a password')
    : say('Đặt lại mật khẩu', 'Reset a password');
}

function LinkForm({ token, link, state }: { token: string; link: Link; state: FormState }): VNode {
  const say = useSay();
  const first = link.purpose === 'first-admin';
  return (
    <Sheet level={1} title={titleOf(link, say)} tone="red" note={link.username}>
      <p class="lead">
        {first
          ? say(
              'Người này mở người dùng, đơn vị, quỹ và tài khoản; không giữ vai trò nào về tiền.',
              'This person opens users, funds and accounts, and holds no role that touches money.',
            )
          : say(`Dành cho ${link.name}. Đường dẫn này dùng được một lần.`, `For ${link.name}. This link works once.`)}
      </p>
      <Form action={`/account/link/${encodeURIComponent(token)}`} draft={false} state={state}>
        {first && <FirstAdministratorFields />}
        <NewPasswordFields autofocus={!first} />
        <Buttons>
          <SubmitButton icon="lock">{say('Đặt mật khẩu và đăng nhập', 'Set the password and sign in')}</SubmitButton>
        </Buttons>
      </Form>
      {!first && (
        <Soft block>
          {say(
            'Các máy đang đăng nhập bằng tên này phải đăng nhập lại.',
            'Devices signed in under this name must sign in again.',
          )}
        </Soft>
      )}
    </Sheet>
  );
}

function FirstAdministratorFields(): VNode {
  const say = useSay();
  return (
    <>
      <TextField name="name" label={say('Họ và tên', 'Full name')} autocomplete="name" maxlength={100} autofocus />
      <TextField
        name="username"
        label={say('Tên đăng nhập', 'User name')}
        hint={say(
          '3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch ngang.',
          '3 to 40 lower-case letters without marks, digits, dots or dashes.',
        )}
        autocomplete="username"
        maxlength={40}
      />
    </>
  );
}
