/** Every sum that the books keep, computed again from the movements in one pass over them. */
import type { CheckStatement } from './verify.queries.js';

/**
 * Movements are added up by both accounts and the day first, which leaves few rows; what is known up to the watermark of the
 * daily sums is counted apart. All checks read these sums.
 */
const SUMMED = `
  pair AS MATERIALIZED (
    SELECT m.debit, m.credit, m.effective_date AS day, coalesce(e.closing, false) AS closing, sum(m.amount) AS amount,
      coalesce(sum(m.amount) FILTER (WHERE m.sequence <= w.sequence), 0) AS rolled, coalesce(sum(m.foreign_amount), 0) AS abroad
    FROM movement m LEFT JOIN entry e ON e.sequence = m.sequence CROSS JOIN (SELECT sequence FROM day_watermark) w
    GROUP BY 1, 2, 3, 4),
  moved AS MATERIALIZED (
    SELECT s.account, p.day, p.closing, sum(s.debit) AS debit, sum(s.credit) AS credit, sum(s.rolled_debit) AS rolled_debit,
      sum(s.rolled_credit) AS rolled_credit, sum(s.abroad) AS abroad
    FROM pair p CROSS JOIN LATERAL (VALUES (p.debit, p.amount, 0, p.rolled, 0, p.abroad),
      (p.credit, 0, p.amount, 0, p.rolled, -p.abroad)) s(account, debit, credit, rolled_debit, rolled_credit, abroad)
    GROUP BY 1, 2, 3),
  total AS MATERIALIZED (
    SELECT account, sum(debit) - sum(credit) AS balance, sum(abroad) AS abroad FROM moved GROUP BY account)`;

const PLACES = `
  SELECT 'places' AS name, (SELECT count(*) FROM place_balance) AS n, coalesce(
    (SELECT 'account ' || a.id || ' (' || a.code || '): balance ' || coalesce(b.balance::text, 'none') || ', movements say '
       || coalesce(t.balance, 0)
     FROM account a LEFT JOIN place_balance b ON b.account_id = a.id LEFT JOIN total t ON t.account = a.id
     WHERE a.role = 'place' AND (b.balance IS DISTINCT FROM coalesce(t.balance, 0) OR b.balance < 0) ORDER BY a.id LIMIT 1),
    (SELECT 'balance of account ' || b.account_id || ', which is no place' FROM place_balance b
     LEFT JOIN account a ON a.id = b.account_id AND a.role = 'place' WHERE a.id IS NULL ORDER BY b.account_id LIMIT 1)) AS wrong`;

const CREDITORS = `
  SELECT 'creditors', (SELECT count(*) FROM creditor_balance),
    (SELECT 'account ' || a.id || ' (' || a.code || '): balance ' || coalesce(b.balance::text, 'none') || ', movements say '
       || -coalesce(t.balance, 0)
     FROM account a LEFT JOIN creditor_balance b ON b.account_id = a.id LEFT JOIN total t ON t.account = a.id
     WHERE a.role = 'creditor' AND (b.balance IS DISTINCT FROM -coalesce(t.balance, 0) OR b.balance < 0) ORDER BY a.id LIMIT 1)`;

const RESTRICTIONS = `
  SELECT 'restrictions', (SELECT count(*) FROM restriction),
    (SELECT 'restriction ' || r.id || ': balance ' || coalesce(b.balance::text, 'none') || ', movements say ' || -coalesce(s.sum, 0)
       || '; reserved ' || coalesce(b.reserved::text, 'none') || ', reservations say ' || coalesce(v.sum, 0)
     FROM restriction r LEFT JOIN restriction_balance b ON b.restriction_id = r.id
     LEFT JOIN (SELECT a.restriction_id, sum(t.balance) AS sum FROM total t JOIN account a ON a.id = t.account
       WHERE a.role = 'restriction' GROUP BY 1) s ON s.restriction_id = r.id
     LEFT JOIN (SELECT restriction_id, sum(amount) AS sum FROM reservation GROUP BY 1) v ON v.restriction_id = r.id
     WHERE b.balance IS DISTINCT FROM -coalesce(s.sum, 0) OR b.reserved IS DISTINCT FROM coalesce(v.sum, 0)
       OR b.balance - b.reserved < 0 OR b.reserved < 0 ORDER BY r.id LIMIT 1)`;

const FOREIGN = `
  SELECT 'foreign', (SELECT count(*) FROM account WHERE currency <> 'VND'),
    (SELECT 'account ' || a.id || ' (' || a.code || ', ' || a.currency || '): holds ' || b.foreign_balance || ', movements say '
       || CASE a.currency WHEN 'VND' THEN 0 ELSE coalesce(t.abroad, 0) END
     FROM account a JOIN place_balance b ON b.account_id = a.id LEFT JOIN total t ON t.account = a.id
     WHERE b.foreign_balance <> CASE a.currency WHEN 'VND' THEN 0 ELSE coalesce(t.abroad, 0) END ORDER BY a.id LIMIT 1)`;

/** The end of every day counts, as a cash book does: what came later on the same day was there at its end. */
const PAST_DAYS = `
  SELECT 'past days', (SELECT count(*) FROM place_balance),
    (SELECT 'account ' || d.account || ' (' || d.code || ') was at ' || d.balance
       || CASE WHEN d.balance < 0 THEN '' ELSE ' and ' || d.abroad || ' in ' || d.currency END || ' on ' || d.day FROM (
      SELECT m.account, a.code, a.currency, m.day, sum(sum(m.debit - m.credit)) OVER past AS balance, sum(sum(m.abroad)) OVER past AS abroad
      FROM moved m JOIN account a ON a.id = m.account AND a.role = 'place' GROUP BY m.account, a.code, a.currency, m.day
      WINDOW past AS (PARTITION BY m.account ORDER BY m.day)) d
     WHERE d.balance < 0 OR (d.currency <> 'VND' AND d.abroad < 0) ORDER BY d.day, d.account LIMIT 1)`;

const DAILY_SUMS = `
  SELECT 'daily sums', (SELECT count(*) FROM account_day), coalesce(
    (SELECT 'the watermark ' || w.sequence || ' is not between 0 and the head ' || h.sequence FROM day_watermark w, ledger_head h
     WHERE w.sequence NOT BETWEEN 0 AND h.sequence),
    (SELECT 'there is no watermark' WHERE NOT EXISTS (SELECT FROM day_watermark)),
    (SELECT 'account ' || x.account || ' on ' || x.day || CASE WHEN x.closing THEN ' (closing)' ELSE '' END || ': kept debit '
       || x.debit || ' credit ' || x.credit || ', movements up to ' || w.sequence || ' say debit ' || x.rolled_debit || ' credit '
       || x.rolled_credit
     FROM (SELECT coalesce(m.account, d.account_id) AS account, coalesce(m.day, d.day) AS day, coalesce(m.closing, d.closing) AS closing,
         coalesce(d.debit, 0) AS debit, coalesce(d.credit, 0) AS credit, coalesce(m.rolled_debit, 0) AS rolled_debit,
         coalesce(m.rolled_credit, 0) AS rolled_credit
       FROM moved m FULL JOIN account_day d ON d.account_id = m.account AND d.day = m.day AND d.closing = m.closing) x, day_watermark w
     WHERE (x.debit, x.credit) IS DISTINCT FROM (x.rolled_debit, x.rolled_credit) ORDER BY x.account, x.day LIMIT 1))`;

export const SUMS: CheckStatement = {
  sql: `WITH ${SUMMED} ${[PLACES, CREDITORS, RESTRICTIONS, FOREIGN, PAST_DAYS, DAILY_SUMS].join(' UNION ALL ')}`,
  good: {
    places: (n) => `${n} places hold what their movements say, none below zero`,
    creditors: (n) => `${n} creditors are owed what their movements say`,
    restrictions: (n) => `${n} restrictions hold at least what is reserved of them`,
    foreign: (n) => `${n} places of foreign money hold what their movements say`,
    'past days': (n) => `${n} places, none below zero at the end of any day`,
    'daily sums': (n) => `${n} sums of an account and day are those of the movements behind the watermark`,
  },
};
