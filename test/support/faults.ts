/** What somebody could do to the books behind the program's back, and what verifying says of it. */
import type { WholeBooks } from './whole-books.js';

export const APPEND_ONLY = [
  'event',
  'entry',
  'movement',
  'reservation',
  'cost_consent',
  'unit_profile',
  'currency_sold',
];

/** A fault in SQL: what was done, the statement, and the checks that fail with what they say. */
export type Fault = [
  what: string,
  sql: (b: WholeBooks) => string,
  found: (b: WholeBooks) => Record<string, string | RegExp>,
];

/** That it fails is enough where another check names the row. */
const ANY = /./;

export const MONEY: Fault[] = [
  [
    'an amount',
    (b) => `UPDATE movement SET amount = amount + 1 WHERE sequence = ${b.payment}`,
    (b) => ({
      places: `account ${b.bank} (1121): balance`,
      restrictions: `restriction ${b.general}: balance`,
      'daily sums': `account ${b.support} on 2025-03-05: kept debit 1005000 credit 0, movements up to`,
      leaves: `event ${b.payment}: its movements are not those in the leaf`,
    }),
  ],
  [
    'a movement that is gone',
    (b) => `DELETE FROM movement WHERE sequence = ${b.payment}`,
    (b) => ({
      entries: `entry ${b.payment} has no movement`,
      places: `account ${b.bank} (1121)`,
      restrictions: `restriction ${b.general}`,
      'daily sums': `account ${b.support} on 2025-03-05`,
      leaves: `event ${b.payment}: its movements`,
    }),
  ],
  [
    'the balance of a place',
    (b) => `UPDATE place_balance SET balance = balance + 1 WHERE account_id = ${b.box}`,
    (b) => ({ places: `account ${b.box} (1111): balance`, identity: `fund ${b.fundId}: places` }),
  ],
  [
    'a balance of a place that is no place',
    (b) => `INSERT INTO place_balance (account_id, balance) VALUES (${b.support}, 0)`,
    (b) => ({ places: `balance of account ${b.support}, which is no place` }),
  ],
  [
    'what is owed to a creditor',
    (b) => `UPDATE creditor_balance SET balance = balance - 1 WHERE account_id = ${b.creditor}`,
    (b) => ({ creditors: `account ${b.creditor} (3388): balance 499999, movements say 500000`, identity: ANY }),
  ],
  [
    'the balance of a restriction',
    (b) => `UPDATE restriction_balance SET balance = balance + 1 WHERE restriction_id = ${b.appeal}`,
    (b) => ({ restrictions: `restriction ${b.appeal}: balance 230001, movements say 230000`, identity: ANY }),
  ],
  [
    'what is reserved',
    (b) => `UPDATE restriction_balance SET reserved = 0 WHERE restriction_id = ${b.general}`,
    (b) => ({ restrictions: new RegExp(`restriction ${b.general}: .*; reserved 0, reservations say 100000`) }),
  ],
  [
    'a reservation released twice',
    (b) => `INSERT INTO reservation SELECT sequence + 1, 2, restriction_id, -amount, source_kind, source_id
      FROM reservation WHERE sequence = ${b.reserved}`,
    (b) => ({
      reservations: `reservation ${b.reserved + 1n}/2 releases 300000 more than source`,
      restrictions: `restriction ${b.general}`,
      leaves: `event ${b.reserved + 1n}: its reservations`,
    }),
  ],
  [
    'foreign money held',
    (b) => `UPDATE place_balance SET foreign_balance = foreign_balance + 1 WHERE account_id = ${b.usd}`,
    (b) => ({
      foreign: `account ${b.usd} (1121, USD): holds 7001, movements say 7000`,
      'foreign money': `place ${b.usd}: holds 7001`,
    }),
  ],
  [
    'foreign money held for another purpose',
    (b) => `UPDATE foreign_holding SET restriction_id = ${b.appeal} WHERE account_id = ${b.usd}`,
    (b) => ({ 'foreign money': new RegExp(`purpose (${b.general}|${b.appeal}) in place ${b.usd}: its holding is`) }),
  ],
  [
    'foreign money of a movement',
    (b) => `UPDATE movement SET foreign_amount = NULL WHERE sequence = ${b.sold}`,
    (b) => ({
      currencies: `movement ${b.sold}/1 does not say the foreign money`,
      foreign: `account ${b.usd}`,
      'foreign money': `purpose ${b.general} in place ${b.usd}: its holding is 7000`,
      leaves: `event ${b.sold}: its movements`,
    }),
  ],
];

export const DAYS: Fault[] = [
  [
    'a daily sum',
    (b) => `UPDATE account_day SET debit = debit + 1 WHERE account_id = ${b.box} AND day = '2025-01-10'`,
    (b) => ({ 'daily sums': `account ${b.box} on 2025-01-10: kept debit 200001 credit 0, movements up to` }),
  ],
  [
    'a daily sum that is gone',
    (b) => `DELETE FROM account_day WHERE account_id = ${b.usd} AND day = '2025-04-02'`,
    (b) => ({ 'daily sums': `account ${b.usd} on 2025-04-02: kept debit 0 credit 0, movements up to` }),
  ],
  [
    'a watermark moved back',
    (b) => `UPDATE day_watermark SET sequence = ${b.cost - 1n}`,
    (b) => ({ 'daily sums': new RegExp(`on 2025-0[47]-01: kept debit .* movements up to ${b.cost - 1n} say`) }),
  ],
  [
    'a watermark moved on',
    (b) => `UPDATE day_watermark SET sequence = ${b.last}`,
    (b) => ({ 'daily sums': `account ${b.support} on 2025-03-05: kept` }),
  ],
  [
    'a watermark beyond the head',
    (b) => `UPDATE day_watermark SET sequence = ${b.last + 1n}`,
    (b) => ({ 'daily sums': `the watermark ${b.last + 1n} is not between 0 and the head ${b.last}` }),
  ],
  [
    'a day on which a place was short',
    (b) => `WITH e AS (UPDATE entry SET effective_date = '2025-01-31' WHERE sequence = ${b.payment})
      UPDATE movement SET effective_date = '2025-01-31' WHERE sequence = ${b.payment}`,
    (b) => ({
      'past days': `account ${b.bank} (1121) was at -1000000 on 2025-01-31`,
      'daily sums': `account ${b.support} on 2025-01-31`,
      leaves: `event ${b.payment}: its entry`,
    }),
  ],
  [
    'a day on which a place was short of foreign money alone',
    (b) => `WITH e AS (UPDATE entry SET effective_date = '2025-04-03' WHERE sequence = ${b.usdGift})
      UPDATE movement SET effective_date = '2025-04-03' WHERE sequence = ${b.usdGift}`,
    (b) => ({
      'past days': `account ${b.usd} (1121) was at 2000000 and -3000 in USD on 2025-04-02`,
      'daily sums': ANY,
      leaves: `event ${b.usdGift}: its entry`,
    }),
  ],
  [
    'a day of a movement that is not its entry’s',
    (b) => `UPDATE movement SET effective_date = '2025-03-07' WHERE sequence = ${b.payment}`,
    (b) => ({ movements: `movement ${b.payment}/1 has no entry of its day`, 'daily sums': ANY }),
  ],
  [
    'a movement on an account that was closed',
    (b) => `UPDATE account SET closed_on = '2025-01-31' WHERE id = ${b.support}`,
    (b) => ({ movements: `movement ${b.payment}/1 names an account that was not open on its day` }),
  ],
];

export const LOG: Fault[] = [
  [
    'an event that is gone',
    (b) => `DELETE FROM event WHERE sequence = ${b.reserved}`,
    (b) => ({
      sequence: `event ${b.reserved} is missing: the next is ${b.reserved + 1n}`,
      reservations: `reservation ${b.reserved}/1 has no event`,
    }),
  ],
  [
    'a last event that is gone',
    (b) => `DELETE FROM event WHERE sequence = ${b.last}`,
    (b) => ({
      sequence: `the head says ${b.last}, the last event is ${b.last - 1n}`,
      entries: `entry ${b.last} has no event of its kind`,
    }),
  ],
  [
    'a head moved on',
    () => `UPDATE ledger_head SET sequence = sequence + 1`,
    (b) => ({ sequence: `the head says ${b.last + 1n}, the last event is ${b.last}` }),
  ],
  [
    'a time before the event before it',
    (b) => `UPDATE event SET recorded_at = recorded_at - interval '1 day' WHERE sequence = ${b.sold}`,
    (b) => ({
      sequence: `event ${b.sold} says it was recorded before the one before it`,
      leaves: `event ${b.sold}: its kind or time`,
    }),
  ],
  [
    'an entry of another kind',
    (b) => `UPDATE entry SET kind = 'entry' WHERE sequence = ${b.gift}`,
    (b) => ({ entries: `entry ${b.gift} has no event of its kind` }),
  ],
  [
    'a byte of a leaf',
    (b) => `ALTER TABLE event DROP CONSTRAINT event_leaf_hash_right;
      UPDATE event SET leaf = set_byte(leaf, 3, 90) WHERE sequence = ${b.sold}`,
    (b) => ({
      leaves: `event ${b.sold}: the hash is not that of the leaf`,
      constraints: 'the constraint event_leaf_hash_right is missing',
    }),
  ],
  [
    'a hash of a leaf, with its constraint put back unproven',
    (b) => `ALTER TABLE event DROP CONSTRAINT event_leaf_hash_right;
      UPDATE event SET leaf_hash = set_byte(leaf_hash, 0, 1 + get_byte(leaf_hash, 0) % 255) WHERE sequence = ${b.gift};
      ALTER TABLE event ADD CONSTRAINT event_leaf_hash_right CHECK (leaf_hash = sha256('\\x00'::bytea || leaf)) NOT VALID`,
    (b) => ({
      leaves: `event ${b.gift}: the hash is not that of the leaf`,
      constraints: 'the constraint event_leaf_hash_right',
    }),
  ],
  [
    'a leaf written anew with its hash',
    (b) => `WITH other AS (SELECT convert_to(replace(convert_from(leaf, 'UTF8'), '1000000', '1000001'), 'UTF8') AS leaf
        FROM event WHERE sequence = ${b.payment})
      UPDATE event SET leaf = other.leaf, leaf_hash = sha256('\\x00'::bytea || other.leaf) FROM other WHERE sequence = ${b.payment}`,
    (b) => ({ leaves: `event ${b.payment}: its movements are not those in the leaf` }),
  ],
  [
    'a leaf that is no JSON',
    (b) => `UPDATE event SET leaf = '\\x7b5d', leaf_hash = sha256('\\x007b5d'::bytea) WHERE sequence = ${b.closed}`,
    (b) => ({ leaves: `event ${b.closed}: the leaf is not JSON`, periods: `event ${b.closed} names no period` }),
  ],
  [
    'the reversal of an entry that is not there',
    (b) => `UPDATE entry SET reverses = 1 WHERE sequence = ${b.reversal}`,
    (b) => ({
      reversals: `entry ${b.reversal} reverses 1, which is not there`,
      leaves: `event ${b.reversal}: its entry`,
    }),
  ],
  [
    'the reversal of another fund’s entry',
    (b) => `UPDATE entry SET reverses = ${b.payment} WHERE sequence = ${b.inProfileB}`,
    (b) => ({ reversals: `entry ${b.inProfileB} reverses ${b.payment}, which is of another fund`, leaves: ANY }),
  ],
];

export const RULES: Fault[] = [
  [
    'a payment passed off as an entry of the year’s end, which no figure counts as paid',
    (b) => `WITH v AS (UPDATE event SET kind = 'year-closed' WHERE sequence = ${b.payment})
      UPDATE entry SET kind = 'year-closed' WHERE sequence = ${b.payment}`,
    (b) => ({
      movements: `movement ${b.payment}/1 moves money as if it only carried it over`,
      'daily sums': ANY,
      leaves: `event ${b.payment}: its kind or time`,
    }),
  ],
  [
    'a decision that is gone',
    (b) => `UPDATE entry SET decision_no = NULL WHERE sequence = ${b.decision}`,
    (b) => ({
      decisions: `entry ${b.decision} moves money between purposes without a decision`,
      leaves: `event ${b.decision}: its entry`,
    }),
  ],
  [
    'donors’ consent that is gone',
    () => `DELETE FROM cost_consent`,
    (b) => ({ costs: `movement ${b.cost}/1 is a cost that donors had not agreed to` }),
  ],
  [
    'donors’ consent without its event',
    (b) => `UPDATE cost_consent SET sequence = ${b.payment}`,
    (b) => ({ costs: `consent for restriction ${b.general} has no event ${b.payment} of its kind` }),
  ],
  [
    'a profile from another day',
    () => `UPDATE unit_profile SET valid_from = '2025-08-01'`,
    (b) => ({ profiles: `movement ${b.inProfileB}/1 names an account of the other posting profile` }),
  ],
  [
    'a profile without its event',
    (b) => `UPDATE unit_profile SET sequence = ${b.payment}`,
    (b) => ({ profiles: `profile of unit 00004 from 2025-06-01 has no event ${b.payment} of its kind` }),
  ],
  [
    'an account of another nature',
    (b) => `UPDATE account SET nature = 'management' WHERE id = ${b.donations}`,
    (b) => ({ natures: `account ${b.donations} (511): its nature is management, the chart says donations` }),
  ],
  [
    'an account that the chart does not know',
    (b) => `UPDATE account SET code = '999' WHERE id = ${b.creditor}`,
    (b) => ({ natures: `account ${b.creditor} (999): its code is not in the chart`, leaves: ANY }),
  ],
  [
    'an account turned to another purpose',
    (b) => `UPDATE account SET restriction_id = ${b.appeal} WHERE id = ${b.management}`,
    (b) => ({
      restrictions: `restriction ${b.general}`,
      costs: `movement ${b.cost}/1`,
      leaves: `event ${b.cost}: its movements`,
    }),
  ],
  [
    'a movement on an account of another fund',
    (b) =>
      `UPDATE account SET fund_id = (SELECT fund_id FROM account WHERE fund_id <> '${b.fundId}' LIMIT 1) WHERE id = ${b.creditor}`,
    () => ({ movements: /^movement \d+\/1 leaves the fund of its entry$/, identity: ANY }),
  ],
  [
    'a closed month that is open',
    () => `UPDATE period SET state = 'open' WHERE starts_on = '2025-01-01'`,
    (b) => ({
      periods: `period 2025-01 of fund ${b.fundId} is open by event ${b.closed}, the log says closed by event ${b.closed}`,
    }),
  ],
  [
    'a closed month that is forgotten',
    () => `DELETE FROM period WHERE starts_on = '2025-01-01'`,
    (b) => ({ periods: `period 2025-01 of fund ${b.fundId} has no state, the log says closed by event ${b.closed}` }),
  ],
  [
    'a month closed without an event',
    () => `UPDATE period SET state = 'closed' WHERE starts_on = '2025-02-01'`,
    (b) => ({ periods: `period 2025-02 of fund ${b.fundId} is closed by event` }),
  ],
];

export const GUARDS: Fault[] = [
  ...APPEND_ONLY.map((table): Fault => [
    `the trigger of ${table} taken off`,
    () => `DROP TRIGGER ${table}_append_only ON ${table}; CREATE TRIGGER ${table}_append_only BEFORE UPDATE ON ${table}
      FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION refuse_rewriting()`,
    () => ({ 'append-only': `the trigger that keeps ${table} append-only is missing or off` }),
  ]),
  [
    'a floor taken away',
    () => `ALTER TABLE restriction_balance DROP CONSTRAINT restriction_balance_floor`,
    () => ({ constraints: 'the constraint restriction_balance_floor is missing or not proven' }),
  ],
  [
    'a right to rewrite',
    () => `GRANT UPDATE ON movement TO sovang_app`,
    () => ({ logins: /^the program's login \w+ may write movement directly$/ }),
  ],
  [
    'a right to rewrite one column',
    () => `GRANT UPDATE (balance) ON place_balance TO sovang_app`,
    () => ({ logins: /may write place_balance directly/ }),
  ],
  [
    'a right to truncate',
    () => `GRANT TRUNCATE ON account_day TO sovang_app`,
    () => ({ logins: /may write account_day directly/ }),
  ],
  [
    'a table open to the public',
    () => `GRANT SELECT (printed_name) ON donation TO sovang_public`,
    () => ({ logins: 'the public login may read donation' }),
  ],
];
