import { HouseholdsService } from '../households/households.service.js';
import type { HouseholdStatus } from '../households/household.dto.js';
import { COMMUNE } from './accounts.js';
import { Chance } from './chance.js';
import type { DemoSteps } from './demo-steps.js';
import { inCapitals, personName, type Sex } from './names.js';

/** Communes along the rivers whose households the city's relief goes to: Minh Châu, Cổ Đô, Xuân Mai, Ứng Thiên. */
export const RELIEF_COMMUNES = ['09661', '09634', '10045', '10369'] as const;
const OF_COMMUNE = 60;
const OF_EACH_OTHER = 10;

type Household = Parameters<HouseholdsService['record']>[1];

/** The ids of the commune's households, in order, and of the flooded ones elsewhere. */
export type DemoHouseholds = { commune: string[]; flooded: string[] };

const STATUSES: HouseholdStatus[] = [
  'poor',
  'poor',
  'near-poor',
  'near-poor',
  'near-poor',
  'difficult',
  'elderly',
  'illness',
  'merit',
  'escaped-poverty',
];

/** The commune's register of households, and some flooded ones in others, each entered through the service that clerks use. */
export async function recordHouseholds(demo: DemoSteps): Promise<DemoHouseholds> {
  const households = demo.app.get(HouseholdsService);
  const accountant = await demo.actor('xa.ketoan');
  const cityAccountant = await demo.actor('ketoan');
  return demo.through('households', async () => {
    const chance = new Chance('households');
    const commune: string[] = [];
    for (let i = 0; i < OF_COMMUNE; i++) {
      const household = householdOf(demo, chance, COMMUNE, chance.of(STATUSES));
      commune.push((await households.record(accountant, household, demo.key(`household ${i}`))).id);
    }
    const flooded: string[] = [];
    for (const unitCode of RELIEF_COMMUNES) {
      for (let i = 0; i < OF_EACH_OTHER; i++) {
        const household = householdOf(demo, chance, unitCode, 'disaster-hit');
        const key = demo.key(`household ${unitCode} ${i}`);
        flooded.push((await households.record(cityAccountant, household, key)).id);
      }
    }
    return { commune, flooded };
  });
}

function householdOf(demo: DemoSteps, chance: Chance, unitCode: string, status: HouseholdStatus): Household {
  const sex: Sex = chance.share(0.55) ? 'man' : 'woman';
  const headName = personName(chance, sex);
  const year = Number(demo.today.slice(0, 4));
  const birthYear = status === 'elderly' ? chance.whole(1938, 1955) : chance.whole(1950, 1995);
  return {
    unitCode,
    village: `Thôn ${chance.whole(1, 9)}`,
    headName,
    identityNumber: identityNumber(chance, sex, birthYear),
    // A range that no operator gives to people.
    ...(chance.share(0.7) && { phone: `09000${chance.digits(5)}` }),
    status,
    year,
    decisionNo: `${chance.whole(11, 98)}/QĐ-UBND`,
    members: membersOf(chance, headName, birthYear, status, year),
    bankAccount: { bankCode: 'agribank', number: `99900${chance.digits(8)}`, holderName: inCapitals(headName) },
  };
}

function membersOf(
  chance: Chance,
  headName: string,
  birthYear: number,
  status: HouseholdStatus,
  year: number,
): NonNullable<Household['members']> {
  if (status === 'elderly') return [];
  const [family = ''] = headName.split(' ');
  const children = Array.from({ length: chance.whole(0, 3) }, () => ({
    name: [family, ...personName(chance).split(' ').slice(1)].join(' '),
    birthYear: Math.min(year - 1, birthYear + chance.whole(22, 36)),
    relation: 'con',
  }));
  return [{ name: personName(chance), birthYear: birthYear + chance.whole(-3, 5), relation: 'vợ, chồng' }, ...children];
}

/** Twelve digits as the law builds them (province of birth, century and sex, year, six by chance), and nobody's. */
function identityNumber(chance: Chance, sex: Sex, birthYear: number): string {
  return `001${sex === 'man' ? 0 : 1}${String(birthYear).slice(2)}${chance.digits(6)}`;
}
