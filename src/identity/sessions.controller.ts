import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { UnitsService } from '../units/units.service.js';
import { Actor, CurrentActor } from './actor.js';
import { Open, Permit } from './permit.js';
import { type Permission, PERMISSIONS } from './permissions.js';
import { Me, SignedIn, SignIn } from './session.dto.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('sessions')
@Controller('api/v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly units: UnitsService,
  ) {}

  /** Signs in: the token lasts twelve hours. */
  @Post()
  @Open('this is where one signs in')
  @ApiCreatedResponse({ type: SignedIn })
  async signIn(@Body() { username, password }: SignIn, @Ip() address: string): Promise<SignedIn> {
    const { token, expiresAt } = await this.sessions.signIn(username, password, 'api', address);
    return { token, expiresAt: expiresAt.toISOString() };
  }

  /** Who is signed in, and what they may do where. */
  @Get('current')
  @Permit('account.self')
  @ApiBearerAuth()
  @ApiOkResponse({ type: Me })
  current(@CurrentActor() actor: Actor): Me {
    const { id, username, name, unitCode } = actor;
    const roles = actor.roles.map((grant) => ({ ...grant, unitName: this.units.name(grant.unitCode) }));
    const permissions = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => actor.may(permission));
    return { id, username, name, unitCode, unitName: this.units.name(unitCode), roles, permissions };
  }

  /** Signs out: the token is worth nothing from now on. */
  @Delete('current')
  @HttpCode(204)
  @Permit('account.self')
  @ApiBearerAuth()
  @ApiNoContentResponse()
  async signOut(@Req() request: Request): Promise<void> {
    const token = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1];
    if (token !== undefined) await this.sessions.end(token);
  }
}
