/** The currency of an account or a cash box: chosen when it is opened, and shown beside what it is worth. */
import type { VNode } from 'preact';
import { CURRENCIES, FOREIGN_CURRENCIES } from '../../platform/money.js';
import type { FormReader, FormValues } from '../form-body.js';
import { Soft } from '../ui/box.js';
import type { Option } from '../ui/fields.js';
import { Money } from '../ui/money.js';
import type { Say } from '../ui/page.js';

/** Đồng where nothing was chosen. */
export function readCurrency(reader: FormReader, form: FormValues): string {
  return form.currency ? reader.choice('currency', ['VND', ...FOREIGN_CURRENCIES]) : 'VND';
}

export function currencyOptions(say: Say): Option[] {
  const foreign = FOREIGN_CURRENCIES.map((code) => ({
    value: code,
    label: `${code} · ${say(CURRENCIES[code].vi, CURRENCIES[code].en)}`,
  }));
  return [{ value: 'VND', label: say('VND · đồng Việt Nam', 'VND · Vietnamese đồng') }, ...foreign];
}

/** What a place holds, in đồng; of foreign money that is its worth, and below it stands the money itself. */
export function Held(place: { balance: bigint; currency: string; foreignBalance: bigint | null }): VNode {
  const { balance, currency, foreignBalance } = place;
  return (
    <div>
      <Money amount={balance} bare />
      {foreignBalance !== null && (
        <Soft block>
          <Money amount={foreignBalance} currency={currency} />
        </Soft>
      )}
    </div>
  );
}
