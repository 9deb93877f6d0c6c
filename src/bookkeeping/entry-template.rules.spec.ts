import { chartRows } from '../ledger/chart.js';
import { isOffered, partySubject, sidesIn } from './entry-template.rules.js';
import { ENTRY_TEMPLATES, type TemplateSide } from './entry-templates.js';
import { goodsPlaceCode, type Profile, purposeLeaf } from '../ledger/natures.js';

/** The codes of a profile's chart. */
function chartCodes(profile: Profile): Set<string | undefined> {
  return new Set(chartRows()[profile].map(([code]) => code));
}

function codesOf(side: TemplateSide, profile: Profile): string[] {
  if (side.from === 'account') return side.codes.map((code) => code.split(':')[0]!);
  if (side.from === 'goods') return [goodsPlaceCode(profile)];
  return [side.from === 'purpose' ? purposeLeaf(profile, side.nature).code : side.code];
}

describe('The templates of manual entries', () => {
  it('each have a name of their own, in both languages', () => {
    expect(new Set(ENTRY_TEMPLATES.map(({ id }) => id)).size).toBe(ENTRY_TEMPLATES.length);
    for (const lang of ['vi', 'en'] as const)
      expect(new Set(ENTRY_TEMPLATES.map(({ name }) => name[lang])).size).toBe(ENTRY_TEMPLATES.length);
  });

  it.each(['A', 'B'] as const)('name accounts that the chart of profile %s has, on both sides', (profile) => {
    const chart = chartCodes(profile);
    for (const template of ENTRY_TEMPLATES) {
      const sides = sidesIn(template, profile);
      const unknown = [sides.debit, sides.credit].flatMap((side) =>
        codesOf(side, profile).filter((c) => !chart.has(c)),
      );
      expect({ id: template.id, unknown }).toEqual({ id: template.id, unknown: [] });
    }
  });

  it('rest on a paper or on a decision each, and give nothing of a gift or to a household without one', () => {
    for (const { id, paper, decision } of ENTRY_TEMPLATES)
      expect({ id, papers: Boolean(paper ?? decision) }).toEqual({ id, papers: true });
    const gifts = ENTRY_TEMPLATES.filter(({ credit }) => credit.from === 'purpose' && credit.nature === 'donations');
    expect(gifts).toEqual([]);
    const box = (side: TemplateSide): boolean => side.from === 'account' && side.codes.includes('1111');
    // Cash comes and goes with its voucher, by gifts, deposits and pay-outs; only a count is by hand.
    expect(ENTRY_TEMPLATES.filter(({ debit, credit }) => box(debit) || box(credit)).map(({ id }) => id)).toEqual([
      'cash-short',
      'cash-over',
    ]);
  });

  it('offer an account by its code, and by its subject where that is asked for', () => {
    expect(isOffered(['1121', '3388:thu-ho'], { code: '1121', subject: '' })).toBe(true);
    expect(isOffered(['3388:thu-ho'], { code: '3388', subject: 'thu-ho:quy-vac-xin' })).toBe(true);
    expect(isOffered(['3388:thu-ho'], { code: '3388', subject: 'thu-honest' })).toBe(false);
    expect(isOffered(['1388:to-explain'], { code: '1388', subject: 'office' })).toBe(false);
  });

  it('take one name for the same party, however it is typed', () => {
    expect(partySubject('thu-ho', 'Quỹ Vắc-xin  Đống Đa')).toBe('thu-ho:quy-vac-xin-dong-da');
    expect(partySubject('person', '12/BB-KK')).toBe('person:12-bb-kk');
  });
});
