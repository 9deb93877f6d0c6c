/** The front page: what a unit's funds received, gave and hold. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Open } from '../../identity/permit.js';
import { formatInstant, formatDate } from '../../platform/dates.js';
import { formatNumber } from '../../platform/money.js';
import {
  type PublicAppeal,
  type PublicFigures,
  PublicFiguresService,
  type PublicFund,
} from '../../publication/public-figures.service.js';
import { UnitsService } from '../../units/units.service.js';
import { Cards, Columns, Disclosure, EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { BarChart } from '../ui/chart.js';
import { SelectField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { AppealCard } from './appeal-card.js';
import { FundCard } from './fund-card.js';
import { type NamedPayout, PayoutTable } from './payout-table.js';
import { PortalFrame } from './portal-frame.js';
import { chooseUnit, lastMonths, type MonthSum, unitsOf, windowOf } from './portal.rules.js';
import { ReceiptSearch } from './receipt-search.js';

type FrontPage = {
  figures: PublicFigures;
  unitCode: string;
  units: { value: string; label: string }[];
  funds: PublicFund[];
  openAppeals: PublicAppeal[];
  endedAppeals: PublicAppeal[];
  months: MonthSum[];
  payouts: NamedPayout[];
};

@ApiExcludeController()
@Controller()
export class FrontPageController {
  constructor(
    private readonly figures: PublicFiguresService,
    private readonly units: UnitsService,
    private readonly frame: PortalFrame,
  ) {}

  @Get('/')
  @Open('the public figures are for everyone')
  async show(@Req() request: Request, @Query('unit') wanted?: unknown): Promise<string> {
    const figures = await this.figures.figures();
    const today = this.frame.today();
    const unitCode = chooseUnit(figures, typeof wanted === 'string' ? wanted : undefined, today);
    const say = this.frame.say(request);
    const page = {
      title: say('Nhận bao nhiêu, chi cho ai, còn lại bao nhiêu', 'What came in, whom it went to, what is left'),
      current: '/',
      unit: unitCode === undefined ? undefined : this.units.committeeName(unitCode),
      description: say(
        'Số liệu công khai của các quỹ cứu trợ và an sinh, lấy thẳng từ sổ kép.',
        'Public figures of the relief and welfare funds, straight from the double-entry books.',
      ),
    };
    if (unitCode === undefined) return this.frame.portal(request, page, <NothingYet />);
    return this.frame.portal(request, page, <FrontPageBody {...this.pageOf(figures, unitCode, today)} />);
  }

  private pageOf(figures: PublicFigures, unitCode: string, today: string): FrontPage {
    const funds = figures.funds.filter((fund) => fund.unitCode === unitCode);
    const ids = new Set(funds.map(({ id }) => id));
    const appeals = figures.appeals.filter(({ fundId }) => ids.has(fundId));
    return {
      figures,
      unitCode,
      units: unitsOf(figures.funds).map((value) => ({ value, label: this.units.committeeName(value) })),
      funds,
      openAppeals: appeals.filter((appeal) => windowOf(appeal, today).state !== 'closed'),
      endedAppeals: appeals.filter((appeal) => windowOf(appeal, today).state === 'closed'),
      months: lastMonths(figures.months, ids, today),
      payouts: figures.payouts
        .filter(({ fundId }) => ids.has(fundId))
        .slice(0, 8)
        .map((payout) => ({ ...payout, commune: this.communeName(payout.communeCode) })),
    };
  }

  private communeName(code: string | null): string {
    return (code === null ? undefined : this.units.get(code)?.fullName) ?? '';
  }
}

function FrontPageBody(page: FrontPage): VNode {
  const say = useSay();
  return (
    <Stack gap="l">
      <Columns wide>
        <Stack>
          <PageHead
            title={say(
              'Nhận bao nhiêu, chi cho ai, còn lại bao nhiêu.',
              'What came in, whom it went to, what is left.',
            )}
            lead={<Position {...page.figures} />}
          />
          {page.units.length > 1 && <UnitChoice units={page.units} unitCode={page.unitCode} />}
        </Stack>
        <Sheet title={say('Tìm khoản ủng hộ của mình', 'Find your gift')}>
          <ReceiptSearch />
        </Sheet>
      </Columns>
      <Stack>
        <SectionHead
          title={say('Các quỹ', 'The funds')}
          note={say('Từ khi mở sổ, đồng', 'Since the books were opened, đồng')}
        />
        <Cards>
          {page.funds.map((fund) => (
            <FundCard key={fund.id} fund={fund} pledged={pledgedOf(page.figures, fund.id)} />
          ))}
        </Cards>
      </Stack>
      <Appeals open={page.openAppeals} ended={page.endedAppeals} />
      <Columns wide>
        <Sheet
          title={say('Thu và chi theo tháng', 'Received and given by month')}
          note={say('tất cả các quỹ', 'all funds')}
        >
          <BarChart
            id="months"
            title={say('Thu và chi theo tháng', 'Received and given by month')}
            series={[say('Thu', 'Received'), say('Chi', 'Given')]}
            groupHead={say('Tháng', 'Month')}
            groups={page.months.map(({ month, received, spent }) => ({
              label: `${Number(month.slice(5, 7))}/${month.slice(2, 4)}`,
              values: [received, spent],
            }))}
          />
        </Sheet>
        <Sheet title={say('Vừa chi', 'Latest pay-outs')}>
          <PayoutTable payouts={page.payouts} />
        </Sheet>
      </Columns>
    </Stack>
  );
}

function Position({ sequence, recordedAt }: PublicFigures): VNode {
  const say = useSay();
  const [number, time] = [formatNumber(sequence), formatInstant(recordedAt)];
  return (
    <>
      {say(
        `Mọi con số dưới đây lấy thẳng từ sổ kép của quỹ, tính đến bút toán số ${number} lúc ${time}. Ai cũng kiểm tra được.`,
        `Every figure below comes straight from the fund's double-entry books, up to entry ${number} of ${time.replace('ngày', 'on')}. Anyone can check.`,
      )}
    </>
  );
}

/** Without script a choice takes a button. */
function UnitChoice({ units, unitCode }: { units: { value: string; label: string }[]; unitCode: string }): VNode {
  const say = useSay();
  return (
    <Form action="/" method="get" inline label={say('Chọn đơn vị', 'Choose a unit')}>
      <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={units} value={unitCode} />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

function SectionHead({ title, note }: { title: string; note?: string }): VNode {
  return (
    <div class="row">
      <h2>{title}</h2>
      {note !== undefined && <span class="end soft small">{note}</span>}
    </div>
  );
}

function Appeals({ open, ended }: { open: PublicAppeal[]; ended: PublicAppeal[] }): VNode | null {
  const say = useSay();
  if (open.length + ended.length === 0) return null;
  return (
    <Stack>
      <SectionHead title={say('Đợt vận động', 'Appeals')} />
      {open.length > 0 && (
        <Cards>
          {open.map((appeal) => (
            <AppealCard key={appeal.id} appeal={appeal} />
          ))}
        </Cards>
      )}
      {ended.length > 0 && (
        <Disclosure
          summary={say(`Đã kết thúc: ${ended.length} đợt`, `Ended: ${ended.length}`)}
          open={open.length === 0}
        >
          <EndedAppeals appeals={ended} />
        </Disclosure>
      )}
    </Stack>
  );
}

function EndedAppeals({ appeals }: { appeals: PublicAppeal[] }): VNode {
  const say = useSay();
  return (
    <Table
      caption={say('Đợt vận động đã kết thúc', 'Appeals that have ended')}
      rows={appeals}
      href={(appeal) => `/appeals/${appeal.id}`}
      columns={[
        { key: 'name', head: say('Đợt', 'Appeal'), cell: (appeal) => appeal.name },
        {
          key: 'window',
          head: say('Tiếp nhận', 'Received'),
          cell: ({ receiveFrom, receiveUntil }) =>
            `${formatDate(receiveFrom)} – ${receiveUntil === null ? '' : formatDate(receiveUntil)}`,
        },
        { key: 'received', head: say('Đã nhận (đ)', 'Received (đ)'), money: ({ received }) => received },
        { key: 'paid', head: say('Đã chi tới hộ (đ)', 'Given (đ)'), money: ({ paid }) => paid },
        { key: 'held', head: say('Còn lại (đ)', 'Left (đ)'), money: ({ held }) => held },
      ]}
    />
  );
}

function NothingYet(): VNode {
  const say = useSay();
  return (
    <EmptyState title={say('Chưa có quỹ nào mở sổ', 'No fund has opened its books yet')} icon="book-open">
      {say('Số liệu hiện ở đây ngay khi có bút toán đầu tiên.', 'Figures appear here with the first entry.')}
    </EmptyState>
  );
}

function pledgedOf({ pledged }: PublicFigures, fundId: string): { pledged: bigint; kept: bigint } {
  const sum = { pledged: 0n, kept: 0n };
  for (const one of pledged) {
    if (one.fundId !== fundId) continue;
    sum.pledged += one.pledged;
    sum.kept += one.kept;
  }
  return sum;
}
