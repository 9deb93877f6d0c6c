// Stands in identity because the units lie below it and know nothing of permissions.
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { decodeCursor, pageOf } from '../platform/paging.js';
import { type UnitAnswer, UnitPage, UnitQuery } from '../units/unit.dto.js';
import { type Unit, UnitsService } from '../units/units.service.js';
import { Permit } from './permit.js';

@ApiTags('reference')
@ApiBearerAuth()
@Controller('api/v1/units')
export class UnitsController {
  constructor(private readonly units: UnitsService) {}

  /** Committees in force today: the centre, the provinces and cities, the communes. */
  @Get()
  @Permit('reference.read')
  @ApiOkResponse({ type: UnitPage })
  list(@Query() query: UnitQuery): UnitPage {
    const limit = query.limit ?? 50;
    const offset = Number(decodeCursor(query.cursor)) || 0;
    const { q = '', level, parent } = query;
    const filter = { ...(level && { level }), ...(parent && { parentCode: parent }) };
    const rows = this.units.search(q, { ...filter, limit: limit + 1, offset });
    const answers = rows.map((unit) => this.answer(unit));
    return pageOf(answers, limit, () => String(offset + limit));
  }

  private answer(unit: Unit): UnitAnswer {
    const { code, level, kind, name, fullName, parentCode = null, validFrom, validTo = null } = unit;
    const label = this.units.name(code);
    const committee = this.units.committeeName(code);
    return { code, level, kind, name, fullName, label, committee, parentCode, validFrom, validTo };
  }
}
