import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { foldText } from '../platform/text.js';
import { type UnitKind, type UnitLevel, UnitName, UnitRow } from './unit.entity.js';
import { type Searchable, search, searchableOf } from './unit-search.rules.js';

/** A unit as it is on one day. */
export type Unit = {
  code: string;
  level: UnitLevel;
  kind: UnitKind;
  /** `Ba Đình` */
  name: string;
  /** `Phường Ba Đình` */
  fullName: string;
  parentCode: string | undefined;
  validFrom: PlainDate;
  validTo: PlainDate | undefined;
  successorCode: string | undefined;
};

export type UnitFilter = { level?: UnitLevel; parentCode?: string; limit?: number; offset?: number };

type Period = Pick<UnitName, 'validFrom' | 'kind' | 'name' | 'fullName'>;
type Known = { row: UnitRow; periods: Period[] };

const DEEPEST = 10;

/** The administrative map, held in memory: some 3,400 units that change a few times a year. */
@Injectable()
export class UnitsService implements OnModuleInit {
  private known = new Map<string, Known>();
  private index: { day: PlainDate; entries: Searchable<Unit>[] } | undefined;

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  /** Reads the map anew, after units were entered or changed. */
  async reload(): Promise<void> {
    const rows = await this.db.getRepository(UnitRow).find();
    const names = await this.db.getRepository(UnitName).find({ order: { validFrom: 'ASC' } });
    const known = new Map(rows.map((row) => [row.code, { row, periods: [] as Period[] }]));
    for (const name of names) known.get(name.unitCode)?.periods.push(name);
    this.known = known;
    this.index = undefined;
  }

  /** The unit as it is called on that day; a day before its first known name gives that first name. */
  get(code: string, day: PlainDate = this.clock.today()): Unit | undefined {
    const known = this.known.get(code);
    const period = known?.periods.findLast(({ validFrom }) => validFrom <= day) ?? known?.periods[0];
    if (!known || !period) return undefined;
    const { level, parentCode, validFrom, validTo, successorCode } = known.row;
    const { kind, name, fullName } = period;
    return {
      code,
      level,
      kind,
      name,
      fullName,
      parentCode: parentCode ?? undefined,
      validFrom,
      validTo: validTo ?? undefined,
      successorCode: successorCode ?? undefined,
    };
  }

  /** Whether the unit is the other one or lies below it. False when either is unknown. */
  isWithin(code: string, ancestorCode: string): boolean {
    let at = this.known.get(code)?.row;
    for (let level = 0; at && level < DEEPEST; level++) {
      if (at.code === ancestorCode) return true;
      at = at.parentCode === null ? undefined : this.known.get(at.parentCode)?.row;
    }
    return false;
  }

  /** The unit and those above it, from the nearest to the centre. */
  line(code: string): Unit[] {
    const units: Unit[] = [];
    for (let unit = this.get(code); unit && units.length < DEEPEST;) {
      units.push(unit);
      unit = unit.parentCode === undefined ? undefined : this.get(unit.parentCode);
    }
    return units;
  }

  /** `Phường Ba Đình, Thành phố Hà Nội`: with its province, because 245 full names are borne by several units. */
  name(code: string, day?: PlainDate): string {
    const unit = this.get(code, day);
    if (!unit) return code;
    const parent = unit.parentCode === undefined ? undefined : this.get(unit.parentCode, day);
    return parent && parent.level !== 'centre' ? `${unit.fullName}, ${parent.fullName}` : unit.fullName;
  }

  /** `Ủy ban MTTQ Việt Nam thành phố Hà Nội`: the committee that keeps the unit's books, as it signs its papers. */
  committeeName(code: string, day?: PlainDate): string {
    const unit = this.get(code, day);
    if (!unit) return code;
    if (unit.level === 'centre') return unit.fullName;
    return `Ủy ban MTTQ Việt Nam ${unit.fullName.charAt(0).toLowerCase()}${unit.fullName.slice(1)}`;
  }

  /**
   * Units in force today whose words begin with the words typed, best first: diacritics and letter case do not matter,
   * `p. ba đình` and `ba dinh ha noi` find Phường Ba Đình. No text gives all of them, in the order of their names.
   */
  search(text: string, filter: UnitFilter = {}): Unit[] {
    const { level, parentCode, limit = 20, offset = 0 } = filter;
    const found = search(text, this.searchable(), (unit) => {
      return (
        (level === undefined || unit.level === level) && (parentCode === undefined || unit.parentCode === parentCode)
      );
    });
    return found.slice(offset, offset + limit);
  }

  /** The one unit that is meant by its code, by its name with the province as `name` writes it, or by a name only it bears. */
  meant(text: string): Unit | undefined {
    const found = this.search(text, { limit: 200 });
    const typed = foldText(text).replace(/[^a-z0-9]/g, '');
    const exact = found.filter(({ code, name, fullName }) =>
      [code, this.name(code), fullName, name].some((known) => foldText(known).replace(/[^a-z0-9]/g, '') === typed),
    );
    const candidates = exact.length > 0 ? exact : found;
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  private searchable(): Searchable<Unit>[] {
    const day = this.clock.today();
    if (this.index?.day !== day) {
      const units = [...this.known.keys()].flatMap((code) => this.get(code, day) ?? []);
      const current = units.filter(
        ({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo),
      );
      const entries = current.map((unit) => searchableOf(unit, this.parentName(unit)));
      this.index = { day, entries };
    }
    return this.index.entries;
  }

  private parentName(unit: Unit): string {
    const parent = unit.parentCode === undefined ? undefined : this.get(unit.parentCode);
    return parent && parent.level !== 'centre' ? parent.fullName : '';
  }
}
