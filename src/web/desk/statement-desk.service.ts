import { Injectable } from '@nestjs/common';
import {
  type LineView,
  type StatementDay,
  StatementRegister,
  type StatementView,
} from '../../banking/statement-register.service.js';
import { type Reconciliation, ReconciliationService } from '../../banking/reconciliation.service.js';
import { StatementImport } from '../../banking/statement-import.service.js';
import { ExplanationChoices, type PayoutChoice } from '../../banking/explanation-choices.service.js';
import { type StatementPreview, StatementPreviews } from '../../banking/statement-preview.service.js';
import type { Actor } from '../../identity/actor.js';
import type { Page } from '../../platform/paging.js';
import type { Option } from '../ui/form-state.js';

export type StatementsData = {
  accounts: Reconciliation[];
  statements: Page<StatementView>;
  may: { import: boolean };
};

export type StatementData = {
  statement: StatementView;
  days: StatementDay[];
  /** Only while nothing of it is posted. */
  preview: StatementPreview | undefined;
  /** Whether this program is posting it now. */
  running: boolean;
  /** Books less bank on the statement's last day; undefined once a later statement is the measure. */
  difference: bigint | undefined;
  toExplain: LineView[];
  suspense: LineView[];
  boxes: Option[];
  /** Who can be named to find out what a line is. */
  people: Option[];
  /** By the line to explain: pay-outs of its amount that the bank has not shown. */
  payouts: Map<string, PayoutChoice[]>;
  may: { import: boolean; explain: boolean };
};

/** As many lines as one looks through on the statement's own page; the rest are in its list. */
const SHOWN = 50;

@Injectable()
export class StatementDesk {
  constructor(
    private readonly register: StatementRegister,
    private readonly previews: StatementPreviews,
    private readonly imports: StatementImport,
    private readonly reconciliations: ReconciliationService,
    private readonly choices: ExplanationChoices,
  ) {}

  async list(actor: Actor, cursor: string | undefined): Promise<StatementsData> {
    const [accounts, statements] = await Promise.all([
      this.reconciliations.list(actor),
      this.register.list(actor, { limit: 20, cursor }),
    ]);
    return { accounts, statements, may: { import: actor.may('statement.import') } };
  }

  async sheet(actor: Actor, id: string): Promise<StatementData> {
    const statement = await this.register.get(actor, id);
    const kept = statement.state === 'kept';
    const [days, preview, beside, toExplain, suspense, boxes, people] = await Promise.all([
      this.register.days(id),
      kept ? this.previews.of(actor, id) : undefined,
      this.reconciliations.of(statement),
      this.register.lines(actor, id, { state: 'to-explain', limit: SHOWN }),
      this.register.lines(actor, id, { state: 'suspense', limit: SHOWN }),
      this.choices.boxes(statement.fundId),
      this.choices.people(statement.unitCode),
    ]);
    const { unitCode } = statement;
    const payouts = await this.choices.payoutsFor(statement.bankAccountId, toExplain.items);
    return {
      statement,
      days,
      preview,
      running: this.imports.isRunning(id),
      difference: beside?.day === statement.lastDay ? (beside.difference ?? undefined) : undefined,
      toExplain: toExplain.items,
      suspense: suspense.items,
      boxes: boxes.map((box) => ({ value: box.id, label: box.name })),
      people: people.map(({ id: value, name: label }) => ({ value, label })),
      payouts,
      may: { import: actor.may('statement.import', unitCode), explain: actor.may('statement.explain', unitCode) },
    };
  }
}
