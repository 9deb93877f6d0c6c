/** The units, funds and appeals within a person's reach, as choices of the desk's filters and forms. */
import { Injectable } from '@nestjs/common';
import type { Appeal } from '../../appeals/appeal.entity.js';
import { AppealsService } from '../../appeals/appeals.service.js';
import type { Fund } from '../../funds/fund.entity.js';
import { FundsService } from '../../funds/funds.service.js';
import type { Actor } from '../../identity/actor.js';
import type { Permission } from '../../identity/permissions.js';
import { Clock } from '../../platform/clock.js';
import { UnitsService } from '../../units/units.service.js';
import type { Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';

/** `fundId` for a fund in general, `fundId/appealId` for an appeal: a choice that cannot contradict itself. */
export type Purpose = Option & { fundId: string; appealId?: string };

@Injectable()
export class DeskScope {
  constructor(
    private readonly fundsService: FundsService,
    private readonly appealsService: AppealsService,
    private readonly unitsService: UnitsService,
    private readonly clock: Clock,
  ) {}

  today(): string {
    return this.clock.today();
  }

  /** Codes of the units that keep a fund and that the permission reaches. */
  units(actor: Actor, permission: Permission): Promise<string[]> {
    return this.fundsService.unitsWithFunds(actor, permission);
  }

  /** The same units as choices, the person's own first. */
  async unitOptions(actor: Actor, permission: Permission): Promise<Option[]> {
    const own = new Set(actor.unitsFor(permission));
    const codes = await this.units(actor, permission);
    return ownFirst(codes, (code) => own.has(code)).map((value) => ({ value, label: this.unitsService.name(value) }));
  }

  /** The funds that the permission reaches, the person's own unit's first. */
  async funds(actor: Actor, permission: Permission, unitCode?: string): Promise<Option[]> {
    const funds = (await this.fundsOf(actor, permission)).filter((fund) => !unitCode || fund.unitCode === unitCode);
    const label = this.labelOf(actor, permission);
    return funds.map((fund) => ({ value: fund.id, label: label(fund) }));
  }

  /** Appeals that receive today. */
  async appeals(actor: Actor): Promise<Option[]> {
    return (await this.appealsService.openAppeals(actor)).map(({ id, name }) => ({ value: id, label: name }));
  }

  /** What a gift of today can be for: each open fund in general, then its open appeals. */
  async purposes(actor: Actor, say: Say): Promise<Purpose[]> {
    const today = this.today();
    const [funds, appeals] = await Promise.all([
      this.fundsOf(actor, 'donation.record'),
      this.appealsService.openAppeals(actor),
    ]);
    const open = funds.filter(({ closedOn, openedOn }) => closedOn === null && openedOn <= today);
    const label = this.labelOf(actor, 'donation.record');
    return open.flatMap((fund) => purposesOf(fund, label(fund), appeals, say));
  }

  private async fundsOf(actor: Actor, permission: Permission): Promise<Fund[]> {
    const own = new Set(actor.unitsFor(permission));
    return ownFirst(await this.fundsService.funds(actor, permission), ({ unitCode }) => own.has(unitCode));
  }

  /** The unit is named where the fund is not of the one unit that the person works for. */
  private labelOf(actor: Actor, permission: Permission): (fund: Fund) => string {
    const [own, another] = actor.unitsFor(permission);
    return ({ name, unitCode }) =>
      unitCode === own && !another ? name : `${name} · ${this.unitsService.get(unitCode)?.fullName ?? unitCode}`;
  }
}

function purposesOf(fund: Fund, label: string, appeals: Appeal[], say: Say): Purpose[] {
  const own = appeals.filter(({ fundId }) => fundId === fund.id);
  const general = own.length === 0 ? label : `${label} · ${say('chung', 'in general')}`;
  return [
    { value: fund.id, label: general, fundId: fund.id },
    ...own.map(({ id, name }) => ({
      value: `${fund.id}/${id}`,
      label: `${label} · ${name}`,
      fundId: fund.id,
      appealId: id,
    })),
  ];
}

function ownFirst<T>(all: T[], isOwn: (one: T) => boolean): T[] {
  return [...all.filter(isOwn), ...all.filter((one) => !isOwn(one))];
}
