/**
 * What the books prove of themselves in SQL. Each statement answers rows of (name, n, wrong): how many were looked at, and
 * the first that is wrong in words, or null. They name rows by their numbers, never by what a person wrote.
 */

/** A statement, and for each of the checks it answers what is said when nothing is wrong. */
export type CheckStatement = { sql: string; good: Record<string, (n: bigint) => string> };

/** Tables of the books that the program's login may read, and change by their functions alone. */
const GUARDED = [
  'ledger_head',
  'event',
  'entry',
  'movement',
  'reservation',
  'account',
  'restriction',
  'place_balance',
  'creditor_balance',
  'restriction_balance',
  'period',
  'unit_profile',
  'cost_consent',
  'account_day',
  'day_watermark',
  'currency_sold',
  'foreign_holding',
  'foreign_followed',
];

const APPEND_ONLY = ['event', 'entry', 'movement', 'reservation', 'cost_consent', 'unit_profile', 'currency_sold'];

/** What the database holds against everyone, by name. */
const CONSTRAINTS = [
  'event_pkey',
  'event_leaf_hash_right',
  'entry_pkey',
  'entry_reversed_once',
  'entry_reverses_earlier',
  'movement_pkey',
  'movement_amount_positive',
  'movement_two_accounts',
  'reservation_pkey',
  'reservation_amount_not_zero',
  'account_one_role',
  'place_balance_floor',
  'place_balance_foreign_floor',
  'foreign_holding_floor',
  'creditor_balance_floor',
  'restriction_balance_floor',
  'restriction_balance_reserved_floor',
];

const list = (names: string[]): string => `ARRAY[${names.map((name) => `'${name}'`).join(', ')}]`;

const SEQUENCE: CheckStatement = {
  sql: `
    SELECT 'sequence' AS name, (SELECT count(*) FROM event) AS n, coalesce(
      (SELECT 'event ' || x.place || ' is missing: the next is ' || x.sequence FROM (
        SELECT sequence, row_number() OVER (ORDER BY sequence) AS place FROM event) x
       WHERE x.sequence <> x.place ORDER BY x.place LIMIT 1),
      (SELECT 'the head says ' || h.sequence || ', the last event is ' || coalesce((SELECT max(sequence) FROM event), 0)
       FROM ledger_head h WHERE h.sequence <> (SELECT coalesce(max(sequence), 0) FROM event)),
      (SELECT 'there is no head' WHERE NOT EXISTS (SELECT FROM ledger_head)),
      (SELECT 'event ' || x.sequence || ' says it was recorded before the one before it' FROM (
        SELECT sequence, recorded_at, lag(recorded_at) OVER (ORDER BY sequence) AS before FROM event) x
       WHERE x.recorded_at < x.before ORDER BY x.sequence LIMIT 1)) AS wrong`,
  good: { sequence: (n) => `${n} events, 1 to ${n} without a gap` },
};

const WITHOUT: CheckStatement = {
  sql: `
    SELECT 'entries' AS name, (SELECT count(*) FROM entry) AS n, coalesce(
      (SELECT 'entry ' || e.sequence || ' has no event of its kind' FROM entry e
       LEFT JOIN event v ON v.sequence = e.sequence AND v.kind = e.kind WHERE v.sequence IS NULL ORDER BY e.sequence LIMIT 1),
      (SELECT 'entry ' || e.sequence || ' has no movement' FROM entry e
       WHERE NOT EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence) ORDER BY e.sequence LIMIT 1)) AS wrong
    UNION ALL
    SELECT 'reversals', (SELECT count(*) FROM entry WHERE reverses IS NOT NULL),
      (SELECT 'entry ' || e.sequence || ' reverses ' || e.reverses
         || CASE WHEN o.sequence IS NULL THEN ', which is not there' ELSE ', which is of another fund' END
       FROM entry e LEFT JOIN entry o ON o.sequence = e.reverses
       WHERE e.reverses IS NOT NULL AND (o.sequence IS NULL OR o.fund_id <> e.fund_id) ORDER BY e.sequence LIMIT 1)
    UNION ALL
    SELECT 'reservations', (SELECT count(*) FROM reservation), coalesce(
      (SELECT 'reservation ' || r.sequence || '/' || r.line || ' has no event' FROM reservation r
       LEFT JOIN event v ON v.sequence = r.sequence WHERE v.sequence IS NULL ORDER BY r.sequence, r.line LIMIT 1),
      (SELECT 'reservation ' || x.sequence || '/' || x.line || ' releases ' || -x.left_over || ' more than source '
         || x.source_id || ' had reserved of restriction ' || x.restriction_id
       FROM (SELECT sequence, line, source_id, restriction_id,
               sum(amount) OVER (PARTITION BY source_id, restriction_id ORDER BY sequence, line) AS left_over FROM reservation) x
       WHERE x.left_over < 0 ORDER BY x.sequence, x.line LIMIT 1))`,
  good: {
    entries: (n) => `${n} entries, each of its event, balanced inside its own fund, on accounts open that day`,
    reversals: (n) => `${n} reversals, each of an entry that is there, once`,
    reservations: (n) => `${n} reservations, none released twice`,
  },
};

const IDENTITY: CheckStatement = {
  sql: `
    SELECT 'identity' AS name, (SELECT count(DISTINCT fund_id) FROM account) AS n,
      (SELECT 'fund ' || fund_id || ': places ' || sum(p) || ' - creditors ' || sum(c) || ' <> restrictions ' || sum(r) FROM (
        SELECT a.fund_id, b.balance AS p, 0 AS c, 0 AS r FROM account a JOIN place_balance b ON b.account_id = a.id
        UNION ALL SELECT a.fund_id, 0, b.balance, 0 FROM account a JOIN creditor_balance b ON b.account_id = a.id
        UNION ALL SELECT r.fund_id, 0, 0, b.balance FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id) x
      GROUP BY fund_id HAVING sum(p) - sum(c) <> sum(r) ORDER BY fund_id LIMIT 1) AS wrong`,
  good: { identity: (n) => `places - creditors = restrictions in each of ${n} funds` },
};

/** The chart says what an account is: by the same rule as when it was opened. */
const NATURES: CheckStatement = {
  sql: `
    SELECT 'natures' AS name, (SELECT count(*) FROM account) AS n,
      (SELECT 'account ' || a.id || ' (' || a.code || '): ' || CASE
         WHEN k.code IS NULL THEN 'its code is not in the chart'
         WHEN a.role <> k.role THEN 'it is a ' || a.role || ', the chart says ' || k.role
         WHEN a.profile IS DISTINCT FROM k.profile THEN 'it is of profile ' || coalesce(a.profile, 'both')
           || ', the chart says ' || coalesce(k.profile, 'both')
         WHEN r.id IS NULL THEN 'its restriction is of another fund'
         ELSE 'its nature is ' || coalesce(a.nature, 'none') || ', the chart says ' || coalesce(k.nature, 'none') END
       FROM account a
       LEFT JOIN restriction r ON r.id = a.restriction_id AND r.fund_id = a.fund_id AND r.unit_code = a.unit_code
       LEFT JOIN (SELECT code, min(role) AS role, min(nature) AS nature,
           CASE WHEN count(DISTINCT profile) = 1 THEN min(profile) END AS profile FROM chart_account GROUP BY code) k ON k.code = a.code
       WHERE k.code IS NULL OR a.role <> k.role OR (a.restriction_id IS NOT NULL AND r.id IS NULL)
         OR (a.role = 'restriction' AND a.profile IS DISTINCT FROM k.profile)
         OR a.nature IS DISTINCT FROM CASE WHEN k.role = 'restriction' THEN coalesce(k.nature, nullif(a.subject, ''), 'carried') END
       ORDER BY a.id LIMIT 1) AS wrong`,
  good: { natures: (n) => `${n} accounts are what the chart says` },
};

/** What keeps the books from being rewritten is still there, and the logins hold no more than they were given. */
const GUARDS: CheckStatement = {
  sql: `
    SELECT 'append-only' AS name, ${APPEND_ONLY.length}::bigint AS n,
      (SELECT 'the trigger that keeps ' || t || ' append-only is missing or off' FROM unnest(${list(APPEND_ONLY)}) t
       WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = to_regclass(t) AND g.tgname = t || '_append_only'
         AND g.tgenabled IN ('O', 'A') AND g.tgqual IS NULL AND g.tgfoid = 'refuse_rewriting'::regproc) LIMIT 1) AS wrong
    UNION ALL
    SELECT 'constraints', ${CONSTRAINTS.length}::bigint,
      (SELECT 'the constraint ' || c || ' is missing or not proven' FROM unnest(${list(CONSTRAINTS)}) c
       WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conname = c AND k.convalidated
         AND k.connamespace = 'public'::regnamespace) LIMIT 1)
    UNION ALL
    SELECT 'logins', ${GUARDED.length}::bigint, coalesce(
      (SELECT 'the program''s login ' || current_user || ' may write ' || t || ' directly' FROM unnest(${list(GUARDED)}) t
       WHERE has_table_privilege(current_user, t, 'INSERT, UPDATE, DELETE, TRUNCATE')
         OR has_any_column_privilege(current_user, t, 'INSERT, UPDATE') LIMIT 1),
      (SELECT 'the public login may read ' || c.relname FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname NOT LIKE 'public\\_%'
         AND has_any_column_privilege('sovang_public', c.oid, 'SELECT') ORDER BY c.relname LIMIT 1))`,
  good: {
    'append-only': () => `the books refuse UPDATE, DELETE and TRUNCATE`,
    constraints: (n) => `${n} constraints that guard the books are there and proven`,
    logins: () =>
      `the program's login cannot write the books except through their functions, and the public reads its views alone`,
  },
};

export const STATEMENTS: CheckStatement[] = [SEQUENCE, WITHOUT, IDENTITY, NATURES, GUARDS];
