import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { CredentialsService } from '../../identity/credentials.service.js';
import { Permit } from '../../identity/permit.js';
import { UserDirectoryService } from '../../identity/user-directory.service.js';
import { UsersService } from '../../identity/users.service.js';
import { Idempotency, type IdempotencyKey, once } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { transact } from '../../platform/transact.js';
import { besideField } from '../beside-field.js';
import { FormBody, type FormValues } from '../form-body.js';
import { formAfter } from '../ui/form-state.js';
import { langOf } from '../ui/page.js';
import { UserFrame } from './user-frame.js';

/** One person: their roles, the link to set a password, and whether they may sign in. */
@ApiExcludeController()
@Controller('admin/users/:id')
export class UserPage {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly frame: UserFrame,
    private readonly directory: UserDirectoryService,
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
  ) {}

  @Get()
  @Permit('user.administer')
  async page(
    @Req() request: Request,
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query('done') done: unknown,
  ): Promise<string> {
    return this.frame.render(request, actor, await this.directory.user(actor, id), { done });
  }

  @Post('roles')
  @Permit('user.administer')
  async grant(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    try {
      const grant = { userId: id, ...this.frame.readGrant(form) };
      await this.once(key, (tx) => this.users.grantRole(tx, actor, grant));
    } catch (error) {
      const fields = { 'identity.role-dates': 'validTo', 'identity.role-': 'role' };
      const state = formAfter(form, besideField(error, fields), langOf(request));
      response.status(422);
      return this.frame.render(request, actor, await this.directory.user(actor, id), { state });
    }
    throw done(id, 'granted');
  }

  @Post('roles/:roleId/revoke')
  @Permit('user.administer')
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('roleId', ParseUUIDPipe) roleId: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<never> {
    await this.once(key, (tx) => this.users.revokeRole(tx, actor, roleId));
    throw done(id, 'revoked');
  }

  /** Answers the page with the link in it, this once. Sent again it makes another link, and this one stops working. */
  @Post('link')
  @Permit('user.administer')
  async link(
    @Req() request: Request,
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<string> {
    const link = await transact(this.db, (tx) => this.credentials.createLink(tx, actor, id));
    return this.frame.render(request, actor, await this.directory.user(actor, id), { link });
  }

  @Post('disable')
  @Permit('user.administer')
  async disable(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<never> {
    await this.once(key, (tx) => this.users.disable(tx, actor, id));
    throw done(id, 'disabled');
  }

  @Post('enable')
  @Permit('user.administer')
  async enable(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<never> {
    await this.once(key, (tx) => this.users.enable(tx, actor, id));
    throw done(id, 'enabled');
  }

  private async once(key: IdempotencyKey, work: (tx: EntityManager) => Promise<unknown>): Promise<void> {
    await transact(this.db, (tx) =>
      once(tx, key, async () => {
        await work(tx);
        return null;
      }),
    );
  }
}

function done(id: string, what: string): SeeOther {
  return new SeeOther(`/admin/users/${id}?done=${what}`);
}
