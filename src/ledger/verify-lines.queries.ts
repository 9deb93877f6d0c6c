/** What every movement must be, in one pass over all of them; the first that is not is named. */
import type { CheckStatement } from './verify.queries.js';

/** A movement's place in one number, so that the first wrong one is a minimum: at most 100 lines an entry. */
const PLACE = `m.sequence * 1000 + m.line`;
const named = (column: string): string => `'movement ' || ${column} / 1000 || '/' || ${column} % 1000`;

const firstWhere = (condition: string, column: string): string =>
  `min(${PLACE}) FILTER (WHERE ${condition}) AS ${column}`;

/** Costs come from the office's budget unless the donors had agreed when it was posted (NĐ 93/2021 art. 12.3). */
const COST = `d.nature IN ('financial-cost', 'management') AND NOT e.closing AND (k.since IS NULL OR k.since > m.sequence)`;

const OPEN = (side: string): string => `m.effective_date < ${side}.opened_on OR m.effective_date > ${side}.closed_on`;
const OF_FUND = (side: string): string =>
  `(${side}.fund_id, ${side}.unit_code) IS DISTINCT FROM (e.fund_id, e.unit_code)`;
const OTHER_PROFILE = (side: string): string => `${side}.profile <> coalesce(u.profile, 'A')`;

/** Goods that a unit holds come onto the balance with its move to profile A; else closing carries over what purposes hold. */
const CARRIED = (side: string): string =>
  `${side}.role = 'restriction' OR (e.kind = 'profile-changed' AND ${side}.code IN ('0021', '152'))`;

const PASS = `
  SELECT count(*) AS n, count(*) FILTER (WHERE d.restriction_id IS NOT NULL OR c.restriction_id IS NOT NULL) AS purposes,
    count(*) FILTER (WHERE d.nature IN ('financial-cost', 'management')) AS costs,
    count(*) FILTER (WHERE m.foreign_amount IS NOT NULL) AS abroad,
    ${firstWhere('e.sequence IS NULL OR e.effective_date <> m.effective_date', 'day')},
    ${firstWhere(`e.sequence IS NOT NULL AND (${OF_FUND('d')} OR ${OF_FUND('c')})`, 'fund')},
    ${firstWhere(`${OPEN('d')} OR ${OPEN('c')}`, 'shut')},
    ${firstWhere(`e.kind <> 'profile-changed' AND (${OTHER_PROFILE('d')} OR ${OTHER_PROFILE('c')})`, 'profile')},
    ${firstWhere(`e.closing AND NOT ((${CARRIED('d')}) AND (${CARRIED('c')}))`, 'carried')},
    ${firstWhere(COST, 'cost')},
    ${firstWhere(
      `(d.currency <> 'VND' OR c.currency <> 'VND') <> (m.foreign_amount IS NOT NULL)
       OR (d.currency <> c.currency AND d.currency <> 'VND' AND c.currency <> 'VND')`,
      'currency',
    )}
  FROM movement m LEFT JOIN entry e ON e.sequence = m.sequence
  LEFT JOIN account d ON d.id = m.debit LEFT JOIN account c ON c.id = m.credit
  LEFT JOIN (SELECT unit_code, profile, valid_from,
      coalesce(lead(valid_from) OVER (PARTITION BY unit_code ORDER BY valid_from), 'infinity') AS until FROM unit_profile) u
    ON u.unit_code = e.unit_code AND m.effective_date >= u.valid_from AND m.effective_date < u.until
  LEFT JOIN (SELECT restriction_id, min(sequence) AS since FROM cost_consent GROUP BY 1) k ON k.restriction_id = d.restriction_id`;

/** Two purposes in one entry are a reallocation, and that takes a decision (NĐ 93/2021 arts. 9.3, 11.2). */
const UNDECIDED = `
  SELECT s.sequence FROM (
    SELECT m.sequence, a.restriction_id FROM movement m JOIN account a ON a.id = m.debit AND a.restriction_id IS NOT NULL
    UNION ALL
    SELECT m.sequence, a.restriction_id FROM movement m JOIN account a ON a.id = m.credit AND a.restriction_id IS NOT NULL) s
  GROUP BY s.sequence HAVING min(s.restriction_id) <> max(s.restriction_id)`;

/** A state that follows from an event names it. */
const withoutEvent = (table: string, kind: string, row: string): string => `
  (SELECT ${row} || ' has no event ' || t.sequence || ' of its kind' FROM ${table} t
   LEFT JOIN event v ON v.sequence = t.sequence AND v.kind = '${kind}' WHERE v.sequence IS NULL ORDER BY t.sequence LIMIT 1)`;

export const LINES: CheckStatement = {
  sql: `WITH pass AS MATERIALIZED (${PASS})
    SELECT 'movements' AS name, n, coalesce(${named('day')} || ' has no entry of its day',
      ${named('fund')} || ' leaves the fund of its entry',
      ${named('shut')} || ' names an account that was not open on its day',
      ${named('carried')} || ' moves money as if it only carried it over') AS wrong FROM pass
    UNION ALL
    SELECT 'profiles', purposes, coalesce(${named('profile')} || ' names an account of the other posting profile',
      ${withoutEvent('unit_profile', 'profile-changed', `'profile of unit ' || t.unit_code || ' from ' || t.valid_from`)}) FROM pass
    UNION ALL
    SELECT 'costs', costs, coalesce(${named('cost')} || ' is a cost that donors had not agreed to',
      ${withoutEvent('cost_consent', 'cost-consented', `'consent for restriction ' || t.restriction_id`)}) FROM pass
    UNION ALL
    SELECT 'currencies', abroad, ${named('currency')} || ' does not say the foreign money of its places, or mixes two' FROM pass
    UNION ALL
    SELECT 'decisions', (SELECT count(*) FROM entry WHERE decision_no IS NOT NULL),
      (SELECT 'entry ' || e.sequence || ' moves money between purposes without a decision' FROM (${UNDECIDED}) x
       JOIN entry e ON e.sequence = x.sequence AND e.decision_no IS NULL ORDER BY e.sequence LIMIT 1)`,
  good: {
    movements: (n) => `${n} movements, each on its entry's day and inside its fund, on accounts open that day`,
    profiles: (n) => `${n} movements of purposes, each in the profile of its unit on the day`,
    costs: (n) => `${n} movements of costs, each with the donors' consent`,
    currencies: (n) => `${n} movements of foreign money, each in one currency`,
    decisions: (n) => `${n} entries with a decision, none between purposes without one`,
  },
};
