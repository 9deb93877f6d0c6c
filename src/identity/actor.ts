/** Who does something: every act in the books and every look at private data is done by one. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { refuse } from './identity.refusals.js';
import { type Permission, type Role, roleMay } from './permissions.js';

/** The named actor of the command line, as the first migration of the people made it. */
export const CLI_ACTOR_ID = '00000000-0000-7000-8000-000000000001';

/** A role in a unit; it reaches the units below that one too. */
export type Grant = { role: Role; unitCode: string };

/** Whether the first unit is the second or lies below it. */
export type IsWithin = (code: string, ancestorCode: string) => boolean;

export type ActorFacts = {
  id: string;
  username: string;
  name: string;
  /** The unit the person belongs to; what they may do follows from their roles, not from this. */
  unitCode: string;
  roles: readonly Grant[];
  /** Until they change it, a person with a password that somebody else knows may do nothing else. */
  mustChange?: boolean;
};

export class Actor {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly unitCode: string;
  readonly roles: readonly Grant[];
  readonly mustChange: boolean;

  constructor(
    facts: ActorFacts,
    private readonly isWithin: IsWithin,
  ) {
    this.id = facts.id;
    this.username = facts.username;
    this.name = facts.name;
    this.unitCode = facts.unitCode;
    this.roles = facts.roles;
    this.mustChange = facts.mustChange ?? false;
  }

  /** Whether this is the named actor of the command line rather than a person. */
  get isSystem(): boolean {
    return this.roles.some(({ role }) => role === 'system');
  }

  /** The units of this person's roles. */
  get unitCodes(): string[] {
    return this.topmost(this.roles.map(({ unitCode }) => unitCode));
  }

  /** Whether a role carries the permission: in this unit, or anywhere when none is named. */
  may(permission: Permission, unitCode?: string): boolean {
    return this.roles.some(
      (grant) => roleMay(grant.role, permission) && (unitCode === undefined || this.isWithin(unitCode, grant.unitCode)),
    );
  }

  /** @throws Refusal identity.not-permitted (403) */
  require(permission: Permission, unitCode: string): void {
    if (!this.may(permission, unitCode)) throw refuse('identity.not-permitted');
  }

  /** The top units of this permission's scope; all units below them belong to it. Empty when there is none. */
  unitsFor(permission: Permission): string[] {
    return this.topmost(this.roles.filter(({ role }) => roleMay(role, permission)).map(({ unitCode }) => unitCode));
  }

  private topmost(codes: string[]): string[] {
    const distinct = [...new Set(codes)];
    return distinct.filter((code) => !distinct.some((other) => other !== code && this.isWithin(code, other)));
  }
}

export type WithActor = { actor?: Actor };

/** The person signed in. Only for routes with `@Permit`: there the guard has made sure that there is one. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<Request & WithActor>();
  if (!actor) throw new Error('CurrentActor is used on a route that is open to everyone.');
  return actor;
});

/** The person signed in, if there is one: for pages that are open to everyone. */
export const PerhapsActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor | undefined => {
  return context.switchToHttp().getRequest<Request & WithActor>().actor;
});
