/** Minutes with two signatures: who draws them up signs first, another person second, and only then do they count. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { unitOfFund } from '../ledger/fund-unit.service.js';
import type { Prepared } from './entry-drafts.service.js';
import { EntryDraftPreview } from './entry-draft-preview.service.js';
import { HandoverDto } from './entry-draft.dto.js';
import { insertDraft } from './entry-draft.store.js';
import { EntryTemplateService } from './entry-template.service.js';
import { OpeningBalancesDto } from './ledger.dto.js';
import { HandoverService } from './minutes-handover.service.js';

@Injectable()
export class MinutesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly templates: EntryTemplateService,
    private readonly previews: EntryDraftPreview,
    private readonly handovers: HandoverService,
  ) {}

  /**
   * What places held before the books began, for each purpose. Posted when a second person signs.
   * @throws Refusal ledger.opening-twice (409), ledger.opening-no-place, ledger.restriction-unknown (422) …
   */
  openBalances(actor: Actor, dto: OpeningBalancesDto, key: IdempotencyKey): Promise<Prepared> {
    return transact(this.db, async (tx) => {
      const { fundId, effectiveDate, minutesNo } = dto;
      const unitCode = await unitOfFund(tx, fundId);
      actor.require('ledger.open-balances', unitCode);
      return once(tx, key, async () => {
        const lines = [];
        for (const { accountId, amount, restrictionId } of dto.lines)
          lines.push({
            accountId,
            amount,
            restrictionId: await this.templates.restrictionOf(tx, fundId, restrictionId),
          });
        const draft = await insertDraft(tx, {
          kind: 'opening-minutes',
          content: { lines },
          unitCode,
          fundId,
          effectiveDate,
          description: `Số dư đầu kỳ theo biên bản ${minutesNo}`,
          documentNo: minutesNo,
          preparedBy: actor.id,
        });
        await this.previews.prove(tx, draft);
        return { draftId: draft.id, state: 'prepared' };
      });
    });
  }

  /**
   * Handing over a post, drawn up by who leaves it: counted cash, what is open, and who takes it over.
   * @throws Refusal minutes.* (422), date.future (400)
   */
  handOver(actor: Actor, dto: HandoverDto, key: IdempotencyKey): Promise<Prepared> {
    return transact(this.db, async (tx) => {
      actor.require('minutes.sign', dto.unitCode);
      return once(tx, key, async () => {
        const { content, receiverId } = await this.handovers.drawUp(tx, actor, dto);
        const draft = await insertDraft(tx, {
          kind: 'handover-minutes',
          content,
          unitCode: dto.unitCode,
          effectiveDate: dto.cutOff,
          description: `Biên bản bàn giao ${dto.minutesNo}`,
          documentNo: dto.minutesNo,
          receiverId,
          preparedBy: actor.id,
        });
        return { draftId: draft.id, state: 'prepared' };
      });
    });
  }
}
