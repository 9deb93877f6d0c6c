import { Controller, Get, Ip, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, PerhapsActor } from '../../identity/actor.js';
import { Open } from '../../identity/permit.js';
import { SessionCookieService } from '../../identity/session-cookie.service.js';
import { SessionsService } from '../../identity/sessions.service.js';
import { refusalOf } from '../../platform/problems.filter.js';
import { SeeOther } from '../../platform/see-other.js';
import { FormBody, type FormValues } from '../form-body.js';
import { Sheet, Soft } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { type FormState, formWith } from '../ui/form-state.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { AccountFrame, homeOf, ownPath } from './account-frame.js';

@ApiExcludeController()
@Controller()
export class SignInPage {
  constructor(
    private readonly frame: AccountFrame,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookieService,
  ) {}

  @Get('sign-in')
  @Open('this is where one signs in')
  page(@Req() request: Request, @Query('next') next: unknown, @PerhapsActor() actor: Actor | undefined): string {
    const wanted = typeof next === 'string' ? next : undefined;
    if (actor) throw new SeeOther(ownPath(wanted, homeOf(actor)));
    return this.render(request, ownPath(wanted, ''));
  }

  @Post('sign-in')
  @Open('this is where one signs in')
  async signIn(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Ip() address: string,
  ): Promise<string> {
    const { username = '', password = '', next } = form;
    try {
      const session = await this.sessions.signIn(username, password, 'browser', address);
      const former = this.cookies.read(request);
      if (former !== undefined) await this.sessions.end(former);
      this.cookies.set(response, session);
      const actor = await this.sessions.actorOf(session.token, 'browser');
      throw new SeeOther(ownPath(next, actor ? homeOf(actor) : '/'));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.status !== 401 && refusal?.status !== 429) throw error;
      response.status(refusal.status);
      const problems = { '': refusal.sentence(langOf(request)) };
      return this.render(request, ownPath(next, ''), { values: { username }, problems });
    }
  }

  @Post('sign-out')
  @Open('a session that is over can be left too')
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<never> {
    const token = this.cookies.read(request);
    if (token !== undefined) await this.sessions.end(token);
    this.cookies.clear(response);
    throw new SeeOther('/sign-in');
  }

  private render(request: Request, next: string, state?: FormState): string {
    const title = sayIn(langOf(request))('Đăng nhập', 'Sign in');
    return this.frame.render(request, title, <SignInForm next={next} state={state ?? formWith({})} />);
  }
}

function SignInForm({ next, state }: { next: string; state: FormState }): VNode {
  const say = useSay();
  const again = state.values.username !== undefined;
  const hidden: Record<string, string> = next === '' ? {} : { next };
  return (
    <Sheet level={1} title={say('Đăng nhập', 'Sign in')} tone="red">
      <Form action="/sign-in" draft={false} state={state} hidden={hidden}>
        <TextField
          name="username"
          label={say('Tên đăng nhập', 'User name')}
          autocomplete="username"
          maxlength={100}
          autofocus={!again}
        />
        <TextField
          name="password"
          type="password"
          label={say('Mật khẩu', 'Password')}
          autocomplete="current-password"
          maxlength={200}
          autofocus={again}
        />
        <Buttons>
          <SubmitButton icon="lock">{say('Đăng nhập', 'Sign in')}</SubmitButton>
        </Buttons>
      </Form>
      <Soft block>
        {say(
          'Quên mật khẩu: người quản trị của đơn vị cấp một đường dẫn dùng một lần để đặt lại.',
          'Forgotten: the administrator of your unit gives a link that sets a new one, once.',
        )}
      </Soft>
    </Sheet>
  );
}
