import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { UnitsModule } from '../units/units.module.js';
import { AccessLogService } from './access-log.service.js';
import { ActorsService } from './actors.service.js';
import { Colleagues } from './colleagues.service.js';
import { CredentialsService } from './credentials.service.js';
import { PermitGuard } from './permit.guard.js';
import { RouteAccess } from './route-access.js';
import { SessionCookieService } from './session-cookie.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { UnitsController } from './units.controller.js';
import { UserDirectoryService } from './user-directory.service.js';
import { UsersService } from './users.service.js';

const SERVICES = [
  AccessLogService,
  ActorsService,
  Colleagues,
  CredentialsService,
  SessionCookieService,
  SessionsService,
  UserDirectoryService,
  UsersService,
];

@Module({
  imports: [UnitsModule, DiscoveryModule],
  controllers: [SessionsController, UnitsController],
  providers: [...SERVICES, RouteAccess, { provide: APP_GUARD, useClass: PermitGuard }],
  exports: SERVICES,
})
export class IdentityModule {}
