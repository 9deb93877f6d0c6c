import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { UnitsModule } from '../units/units.module.js';
import { AccountFrame } from './account/account-frame.js';
import { OneTimeLinkPage } from './account/one-time-link.js';
import { PasswordPage } from './account/password.js';
import { SignInPage } from './account/sign-in.js';
import { UserFrame } from './admin/user-frame.js';
import { UserPage } from './admin/user.js';
import { UsersPage } from './admin/users.js';
import { DeskFrame } from './desk/desk-frame.js';
import { HealthController } from './health.controller.js';
import { PortalModule } from './portal/portal.module.js';

/** Pages for people. Feature modules are imported here for their services. */
@Module({
  imports: [IdentityModule, UnitsModule, PortalModule],
  controllers: [HealthController, SignInPage, PasswordPage, OneTimeLinkPage, UsersPage, UserPage],
  providers: [DeskFrame, AccountFrame, UserFrame],
})
export class WebModule {}
