import { Injectable } from '@nestjs/common';
import { PublicFiguresService } from '../../publication/public-figures.service.js';
import { UnitsService } from '../../units/units.service.js';
import { unitsOf } from './portal.rules.js';

/** The units that a gift may have been sent to: those that keep a fund. */
@Injectable()
export class LookupUnits {
  constructor(
    private readonly figures: PublicFiguresService,
    private readonly units: UnitsService,
  ) {}

  async options(): Promise<{ value: string; label: string }[]> {
    const { funds } = await this.figures.figures();
    return unitsOf(funds).map((value) => ({ value, label: this.name(value) }));
  }

  name(unitCode: string): string {
    return this.units.committeeName(unitCode);
  }
}
