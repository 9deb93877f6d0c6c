/** Reads and locks batches inside a transaction, and keeps the record of who took which step. */
import type { EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { isId, newId } from '../platform/ids.js';
import { toJsonInteger } from '../platform/money.js';
import type { Refusal } from '../platform/refusal.js';
import type { StepAnswer } from './disbursement.dto.js';
import { Disbursement, DisbursementLine, DisbursementPurpose, DisbursementStep } from './disbursement.entity.js';
import { refuse, STATE_NAMES } from './disbursement.refusals.js';
import { type DisbursementState, mayFollow, personProblem, STEPS, type Step } from './disbursement.rules.js';

/**
 * The batch, locked until the end of the transaction: of two who act at once the second sees what the first did. Its key
 * stays free, so that a finding about it, written with the lane held, does not wait for who waits for the lane.
 */
export async function lockBatch(tx: EntityManager, id: string): Promise<Disbursement> {
  const batch =
    isId(id) && (await tx.getRepository(Disbursement).findOne({ where: { id }, lock: { mode: 'for_no_key_update' } }));
  if (!batch) throw refuse('disbursement.unknown');
  return batch;
}

/**
 * Refuses unless this person may take this step now: role and unit first (403), then the state, then whose hands the
 * batch has been through (409).
 */
export function requireStep(actor: Actor, batch: Disbursement, step: Step): void {
  actor.require(STEPS[step].permission, batch.unitCode);
  if (!mayFollow(step, batch.state)) throw wrongState(batch.state);
  const problem = personProblem(step, batch, actor.id);
  if (problem) throw refuse(`disbursement.${problem}`);
}

export function wrongState(state: DisbursementState): Refusal {
  return refuse('disbursement.wrong-state', { state: STATE_NAMES[state].vi, stateEn: STATE_NAMES[state].en });
}

/** The lines in order. */
export function linesOf(tx: EntityManager, id: string): Promise<DisbursementLine[]> {
  return tx.getRepository(DisbursementLine).find({ where: { disbursementId: id }, order: { position: 'ASC' } });
}

export async function purposeOf(tx: EntityManager, code: string): Promise<DisbursementPurpose> {
  const purpose = await tx.getRepository(DisbursementPurpose).findOneBy({ code });
  if (!purpose) throw refuse('disbursement.purpose-unknown', { purpose: code });
  return purpose;
}

/** Changes the batch's row and writes down the step. The database checks the way, the people and the total again. */
export async function takeStep(
  tx: EntityManager,
  actor: Actor,
  batch: Disbursement,
  step: {
    step: Step;
    state: DisbursementState;
    at: Date;
    change?: Partial<Disbursement>;
    reason?: string;
    sequence?: bigint;
  },
): Promise<StepAnswer> {
  await tx.getRepository(Disbursement).update({ id: batch.id }, { ...step.change, state: step.state });
  await tx.getRepository(DisbursementStep).insert({
    id: newId(),
    disbursementId: batch.id,
    step: step.step,
    actorId: actor.id,
    takenAt: step.at,
    reason: step.reason ?? null,
    sequence: step.sequence ?? null,
  });
  return {
    id: batch.id,
    state: step.state,
    total: toJsonInteger(step.change?.total ?? batch.total),
    sequence: step.sequence === undefined ? null : toJsonInteger(step.sequence),
  };
}
