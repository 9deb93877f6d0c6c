import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HouseholdRegister } from '../households/household-register.service.js';
import { AccessLogService } from '../identity/access-log.service.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { dayOf } from '../platform/dates.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import { type CheckedLine, checksOf } from './checks.rules.js';
import {
  type BatchCheck,
  type DisbursementDetail,
  DisbursementsQuery,
  type DisbursementSummary,
  type LineView,
  type StepView,
} from './disbursement.dto.js';
import { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { refuse } from './disbursement.refusals.js';
import { mayFollow, personProblem, STEPS, type Step } from './disbursement.rules.js';

type SummaryRow = Omit<DisbursementSummary, 'purpose' | 'unitName'> & {
  purposeCode: string;
  purposeVi: string;
  purposeEn: string;
};

const SUMMARY = `
  SELECT d.id, d.unit_code AS "unitCode", d.fund_id AS "fundId", f.name AS "fundName", d.appeal_id AS "appealId",
    a.name AS "appealName", d.title, p.code AS "purposeCode", p.name_vi AS "purposeVi", p.name_en AS "purposeEn", d.method,
    d.state, n.lines::int AS "lineCount", n.acknowledged::int AS "acknowledgedCount", d.total, d.decision_no AS "decisionNo",
    d.prepared_at AS "preparedAt", d.paid_on AS "paidOn"
  FROM disbursement d JOIN fund f ON f.id = d.fund_id LEFT JOIN appeal a ON a.id = d.appeal_id
  JOIN disbursement_purpose p ON p.code = d.purpose
  CROSS JOIN LATERAL (SELECT count(*) AS lines, count(*) FILTER (WHERE l.state = 'acknowledged') AS acknowledged
    FROM disbursement_line l WHERE l.disbursement_id = d.id) n`;

/** Shows batches to the people of their unit and its board, with households in full; every such look is logged. */
@Injectable()
export class DisbursementReader {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly register: HouseholdRegister,
    private readonly ledger: LedgerService,
    private readonly accessLog: AccessLogService,
  ) {}

  /** Batches of the caller's units, newest first. */
  async list(actor: Actor, query: DisbursementsQuery): Promise<Page<DisbursementSummary>> {
    const limit = query.limit ?? 50;
    if (query.unitCode !== undefined) actor.require('disbursement.read', query.unitCode);
    const rows = await this.db.query<SummaryRow[]>(
      `WITH RECURSIVE scope AS (
         SELECT code FROM unit WHERE code = ANY ($1::text[])
         UNION SELECT u.code FROM unit u JOIN scope ON u.parent_code = scope.code)
       ${SUMMARY}
       WHERE d.unit_code IN (SELECT code FROM scope) AND ($2::text IS NULL OR d.state = $2)
         AND ($3::uuid IS NULL OR d.fund_id = $3) AND ($4::text IS NULL OR d.id::text < $4)
       ORDER BY d.id DESC LIMIT $5`,
      [
        query.unitCode === undefined ? actor.unitsFor('disbursement.read') : [query.unitCode],
        query.state ?? null,
        query.fundId ?? null,
        decodeCursor(query.cursor) ?? null,
        limit + 1,
      ],
    );
    return pageOf(
      rows.map((row) => this.summary(row)),
      limit,
      ({ id }) => id,
    );
  }

  /** One batch with its households, its steps, what to look at, and what the reader may do next. */
  async detail(actor: Actor, id: string): Promise<DisbursementDetail> {
    const batch = await this.batch(actor, id);
    const [row] = await this.db.query<SummaryRow[]>(`${SUMMARY} WHERE d.id = $1`, [id]);
    if (!row) throw refuse('disbursement.unknown');
    const lines = await this.db
      .getRepository(DisbursementLine)
      .find({ where: { disbursementId: id }, order: { position: 'ASC' } });
    const { restrictionId, donationId, bankAccountId, cashBoxId } = batch;
    const { preparedBy, approvedBy, paidBy, voucher, rejectReason } = batch;
    return {
      ...this.summary(row),
      ...{ restrictionId, donationId, bankAccountId, cashBoxId },
      ...{ preparedBy, approvedBy, paidBy, voucher, rejectReason },
      lines: await this.lineViews(actor, batch, lines),
      steps: await this.steps(batch),
      checks: await this.checks(batch, lines),
      may: mayNow(actor, batch),
    };
  }

  /** The batch itself, for who may see it; the look is logged, because the households' names come with it. */
  async batch(actor: Actor, id: string): Promise<Disbursement> {
    const batch = isId(id) && (await this.db.getRepository(Disbursement).findOneBy({ id }));
    if (!batch) throw refuse('disbursement.unknown');
    actor.require('disbursement.read', batch.unitCode);
    await this.accessLog.record(this.db, actor, {
      action: 'disbursement.read',
      subjectKind: 'disbursement',
      subjectId: id,
      purpose: 'Xem danh sách hộ của đợt chi',
    });
    return batch;
  }

  private summary({ purposeCode, purposeVi, purposeEn, ...row }: SummaryRow): DisbursementSummary {
    const purpose = { code: purposeCode, vi: purposeVi, en: purposeEn };
    return { ...row, unitName: this.units.name(row.unitCode), purpose };
  }

  /** Whole account numbers only for the hands that send the money, while there is money to send. */
  private async lineViews(actor: Actor, batch: Disbursement, lines: DisbursementLine[]): Promise<LineView[]> {
    const ids = lines.map(({ householdId }) => householdId);
    const briefs = await this.register.briefs(this.db, ids);
    const payees = batch.method === 'transfer' ? await this.register.payeeAccounts(this.db, ids) : new Map();
    const whole = batch.state === 'approved' && actor.may('disbursement.pay', batch.unitCode);
    return lines.map((line) => {
      const household = briefs.get(line.householdId);
      if (!household) throw new Error('A line names a household that is not in the register.');
      const now = payees.get(line.householdId) as Parameters<HouseholdRegister['showAccount']>[0] | undefined;
      const frozen = {
        bankCode: line.payeeBankCode,
        accountNumber: line.payeeNumber,
        accountHolder: line.payeeHolder,
      };
      const payee = line.payeeNumber ? frozen : now;
      const { id, position, content, amount, state, paidSequence, acknowledgedSequence } = line;
      const { acknowledgedOn, signerName, signerRelation } = line;
      return {
        ...{ id, position, household, content, amount, state, paidSequence, acknowledgedSequence },
        ...{ acknowledgedOn, signerName, signerRelation },
        payeeAccount: payee && batch.method === 'transfer' ? this.register.showAccount(payee, whole) : null,
      };
    });
  }

  private async steps(batch: Disbursement): Promise<StepView[]> {
    const rows = await this.db.query<StepView[]>(
      `SELECT s.step, u.name AS by, s.taken_at AS at, s.reason, s.sequence FROM disbursement_step s
       JOIN app_user u ON u.id = s.actor_id WHERE s.disbursement_id = $1 ORDER BY s.id`,
      [batch.id],
    );
    const [preparer] = await this.db.query<{ name: string }[]>(`SELECT name FROM app_user WHERE id = $1`, [
      batch.preparedBy,
    ]);
    return [{ step: 'prepare', by: preparer?.name ?? '', at: batch.preparedAt, reason: null, sequence: null }, ...rows];
  }

  private async checks(batch: Disbursement, lines: DisbursementLine[]): Promise<BatchCheck[]> {
    const rows = await this.db.query<
      {
        id: string;
        paidBefore: boolean;
        hasStatus: boolean;
        payee: string | null;
        payeeNow: string | null;
        signer: string | null;
      }[]
    >(
      `SELECT l.id,
         EXISTS (SELECT FROM disbursement_line o JOIN disbursement b ON b.id = o.disbursement_id
           WHERE o.household_id = l.household_id AND o.disbursement_id < l.disbursement_id AND b.fund_id = $2
             AND o.state IN ('paid', 'acknowledged') AND b.paid_on > coalesce($3::date, $4::date) - 365) AS "paidBefore",
         EXISTS (SELECT FROM household_status s WHERE s.household_id = l.household_id
           AND s.year >= extract(year FROM $4::date) - 1) AS "hasStatus",
         encode(coalesce(l.payee_hash, h.account_hash), 'hex') AS payee, encode(h.account_hash, 'hex') AS "payeeNow",
         fold_text(l.signer_name) AS signer
       FROM disbursement_line l JOIN household h ON h.id = l.household_id WHERE l.disbursement_id = $1`,
      [batch.id, batch.fundId, batch.paidOn, dayOf(batch.preparedAt)],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    const checked = lines.flatMap(({ id, position, amount }): CheckedLine[] => {
      const row = known.get(id);
      return row ? [{ ...row, position, amount }] : [];
    });
    const { available } = await this.ledger.restrictionBalance(this.db, batch.restrictionId);
    const { state, method, total } = batch;
    return checksOf({ state, method, total, available }, checked);
  }
}

/** The steps that this person may take now: role, state and whose hands the batch has been through. */
function mayNow(actor: Actor, batch: Disbursement): Step[] {
  return (Object.keys(STEPS) as Step[]).filter(
    (step) =>
      actor.may(STEPS[step].permission, batch.unitCode) &&
      mayFollow(step, batch.state) &&
      !(step === 'return-advance' && batch.method !== 'cash') &&
      personProblem(step, batch, actor.id) === undefined,
  );
}
