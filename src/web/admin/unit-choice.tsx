/** Choosing one of some 3,400 units by typing its name. */
import type { VNode } from 'preact';
import { refuse } from '../../platform/refusal.js';
import type { Unit, UnitsService } from '../../units/units.service.js';
import { ComboField } from '../ui/fields.js';
import { useSay } from '../ui/page.js';

export const NO_UNIT = { vi: 'Chưa ghi đơn vị.', en: 'The unit is missing.' };
const UNIT_SUGGESTIONS = '/admin/units';

export function UnitField({ value }: { value?: string }): VNode {
  const say = useSay();
  return (
    <ComboField
      name="unit"
      label={say('Đơn vị', 'Unit')}
      hint={say('Gõ tên, không cần dấu: ba dinh, ha noi.', 'Type its name, marks are not needed: ba dinh, ha noi.')}
      options={[]}
      searchHref={UNIT_SUGGESTIONS}
      {...(value !== undefined && { value })}
    />
  );
}

/** @throws Refusal request.invalid beside the field when it is not clear which unit is meant */
export function unitOf(units: UnitsService, typed: string | undefined): Unit {
  const unit = units.meant(typed ?? '');
  if (!unit) throw refuse('request.invalid', {}, [UNCLEAR]);
  return unit;
}

const UNCLEAR = {
  path: 'unit',
  code: 'unclear',
  vi: 'Chưa rõ đơn vị nào. Chọn một gợi ý, có tên tỉnh, thành phố.',
  en: 'It is not clear which unit. Choose a suggestion, with its province.',
};
