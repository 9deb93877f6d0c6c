/** One appeal, for everyone: its window, its target, and where the money is. */
import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Open } from '../../identity/permit.js';
import { formatInstant } from '../../platform/dates.js';
import { formatNumber, formatVnd } from '../../platform/money.js';
import {
  type PublicAppeal,
  type PublicFigures,
  PublicFiguresService,
} from '../../publication/public-figures.service.js';
import { UnitsService } from '../../units/units.service.js';
import { Columns, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { Figure, Figures } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { AppealClock, AppealTarget } from './appeal-card.js';
import { HundredSentence, MoneyLines, MoneyMeter } from './money-way.js';
import { type NamedPayout, PayoutTable } from './payout-table.js';
import { PortalFrame } from './portal-frame.js';

@ApiExcludeController()
@Controller('appeals')
export class AppealPageController {
  constructor(
    private readonly figures: PublicFiguresService,
    private readonly units: UnitsService,
    private readonly frame: PortalFrame,
  ) {}

  @Get(':id')
  @Open('what became of a public appeal is for everyone')
  async show(@Req() request: Request, @Param('id') id: string): Promise<string> {
    const { appeal, figures } = await this.figures.appeal(id);
    const payouts = figures.payouts
      .filter(({ appealId }) => appealId === id)
      .map((one) => ({ ...one, commune: (one.communeCode && this.units.get(one.communeCode)?.fullName) || '' }));
    const unit = this.units.committeeName(appeal.unitCode);
    const body = <AppealPage appeal={appeal} figures={figures} payouts={payouts} unit={unit} />;
    return this.frame.portal(request, { title: appeal.name, current: '/', unit }, body);
  }
}

type AppealPageProps = { appeal: PublicAppeal; figures: PublicFigures; payouts: NamedPayout[]; unit: string };

function AppealPage({ appeal, figures, payouts, unit }: AppealPageProps): VNode {
  const say = useSay();
  const fund = figures.funds.find(({ id }) => id === appeal.fundId);
  const promised = figures.pledged.find(({ appealId }) => appealId === appeal.id);
  const waiting = promised ? promised.pledged - promised.kept : 0n;
  return (
    <Stack gap="l">
      <PageHead
        title={appeal.name}
        crumbs={[{ href: `/?unit=${appeal.unitCode}`, label: unit }, { label: appeal.name }]}
        lead={[fund && say(fund.name, fund.nameEn), appeal.documentNo].filter(Boolean).join(' · ')}
      />
      {appeal.purpose && <p>{appeal.purpose}</p>}
      <Figures>
        <Figure label={say('Đã nhận', 'Received')} amount={appeal.received} />
        <Figure label={say('Đã chi tới hộ', 'Given to households')} amount={appeal.paid} />
        <Figure label={say('Còn lại', 'Left')} amount={appeal.held} />
      </Figures>
      <Columns wide>
        <Sheet title={say('Tiền đang ở đâu', 'Where the money is')}>
          <Stack>
            <MoneyMeter sums={appeal} label={appeal.name} />
            <HundredSentence sums={appeal} of={say('góp vào đợt này', 'given for this appeal')} />
            <MoneyLines sums={appeal} withReceived />
            {waiting > 0n && (
              <p class="small is-wait">
                {say(
                  `Đăng ký, chưa chuyển: ${formatVnd(waiting)}. Chưa phải là tiền, không tính ở trên.`,
                  `Promised, not yet given: ${formatVnd(waiting)}. Not money, and not counted above.`,
                )}
              </p>
            )}
          </Stack>
        </Sheet>
        <Sheet title={say('Thời gian và mục tiêu', 'Time and target')}>
          <Stack>
            <AppealClock appeal={appeal} />
            <AppealTarget appeal={appeal} />
          </Stack>
        </Sheet>
      </Columns>
      <Sheet title={say('Đã chi', 'Pay-outs')}>
        <PayoutTable payouts={payouts} />
      </Sheet>
      <Soft block>
        {say(
          `Tính đến bút toán số ${formatNumber(figures.sequence)} lúc ${formatInstant(figures.recordedAt)}.`,
          `Up to entry ${formatNumber(figures.sequence)} of ${formatInstant(figures.recordedAt).replace('ngày', 'on')}.`,
        )}
      </Soft>
    </Stack>
  );
}
