/**
 * The page that a receipt's QR opens: phone first, small, whole without script. It tells valid, void and unknown apart;
 * its script verifies what the QR says behind the address, which never reaches this server.
 */
import { Controller, Get, Ip, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Open } from '../../identity/permit.js';
import { formatDate, formatInstant } from '../../platform/dates.js';
import { amountInWords, formatNumber, formatRate } from '../../platform/money.js';
import { Refusal } from '../../platform/refusal.js';
import { type PublicFigures, PublicFiguresService, type PublicSums } from '../../publication/public-figures.service.js';
import { type PublicReceipt, PublicReceiptsService } from '../../publication/public-receipts.service.js';
import { ReceiptTokens } from '../../receipts/receipt-tokens.service.js';
import { UnitsService } from '../../units/units.service.js';
import { DefinitionList, Sheet, Soft, Stack } from '../ui/box.js';
import { DateText, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Seal } from '../ui/tag.js';
import { HundredSentence, MoneyLines, MoneyMeter } from './money-way.js';
import { PortalFrame } from './portal-frame.js';
import { ReceiptCamera, ReceiptProof } from './receipt-proof.js';
import { ReceiptSearch } from './receipt-search.js';

const SCRIPT = 'receipt.js';

@ApiExcludeController()
@Controller()
@Open('whoever holds a receipt may check it')
export class ReceiptPageController {
  constructor(
    private readonly receipts: PublicReceiptsService,
    private readonly figures: PublicFiguresService,
    private readonly units: UnitsService,
    private readonly frame: PortalFrame,
    private readonly tokens: ReceiptTokens,
  ) {}

  /** Typing a code by hand. */
  @Get('r')
  ask(@Req() request: Request): string {
    const title = this.frame.say(request)('Kiểm tra biên nhận', 'Check a receipt');
    return this.frame.phone(request, title, <AskPage />, SCRIPT);
  }

  @Get('r/:code')
  show(@Req() request: Request, @Param('code') code: string, @Ip() address: string): Promise<string> {
    return this.answer(request, () => this.receipts.byCode(code, address));
  }

  private async answer(request: Request, find: () => Promise<PublicReceipt>): Promise<string> {
    const say = this.frame.say(request);
    // A number leads here too, but only who has the code has the paper and its QR.
    const { code } = request.params;
    const given = typeof code === 'string' ? { code, keys: this.tokens.keys() } : undefined;
    try {
      const receipt = await find();
      const figures = await this.figures.figures();
      const title = `${say('Biên nhận', 'Receipt')} ${receipt.serial}`;
      const unit = this.units.committeeName(receipt.unitCode, receipt.date);
      const proof = given && <ReceiptProof {...given} receipt={receipt} />;
      const body = <ReceiptPage receipt={receipt} figures={figures} unit={unit} proof={proof} />;
      return this.frame.phone(request, title, body, SCRIPT);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'public.receipt-unknown')) throw error;
      request.res?.status(404);
      const title = say('Không có biên nhận này', 'No such receipt');
      const body = (
        <Stack gap="l">
          <UnknownPage />
          {given && <ReceiptProof {...given} />}
        </Stack>
      );
      return this.frame.phone(request, title, body, SCRIPT);
    }
  }
}

type ReceiptPageProps = { receipt: PublicReceipt; figures: PublicFigures; unit: string; proof: VNode | undefined };

function ReceiptPage({ receipt, figures, unit, proof }: ReceiptPageProps): VNode {
  const say = useSay();
  const fund = figures.funds.find(({ id }) => id === receipt.fundId);
  const appeal = figures.appeals.find(({ id }) => id === receipt.appealId);
  return (
    <Stack gap="l">
      <Verdict receipt={receipt} />
      {proof}
      <Facts receipt={receipt} unit={unit} />
      {appeal && <MoneySheet sums={appeal} title={appeal.name} of={say('góp vào đợt này', 'given for this appeal')} />}
      {fund && (
        <MoneySheet
          sums={fund}
          title={say(fund.name, fund.nameEn)}
          of={say('của cả quỹ', 'of the whole fund')}
          brief={appeal !== undefined}
        />
      )}
      <Soft block>
        {say(
          `Số liệu tính đến bút toán số ${formatNumber(figures.sequence)} lúc ${formatInstant(figures.recordedAt)}. `,
          `Figures up to entry ${formatNumber(figures.sequence)} of ${formatInstant(figures.recordedAt).replace('ngày', 'on')}. `,
        )}
        <a href={`/?unit=${encodeURIComponent(receipt.unitCode)}`}>{say('Xem tất cả các quỹ', 'See all the funds')}</a>
      </Soft>
    </Stack>
  );
}

function Verdict({ receipt }: { receipt: PublicReceipt }): VNode {
  const say = useSay();
  const recorded = formatInstant(receipt.recordedAt);
  const valid = receipt.status === 'valid';
  const note = valid
    ? say(`Đã vào sổ lúc ${recorded}`, `In the books since ${recorded.replace('ngày', 'on')}`)
    : say(
        `Hủy ngày ${formatDate(receipt.voidedOn ?? '')}. Khoản này không còn tính là đã nhận.`,
        `Void since ${formatDate(receipt.voidedOn ?? '')}. It no longer counts as received.`,
      );
  const title = valid ? say('Biên nhận đúng', 'This receipt is real') : say('Biên nhận đã hủy', 'This receipt is void');
  return (
    <Seal tone={valid ? 'true' : 'wrong'} title={title} note={note}>
      <p class="figure-value">
        {valid ? (
          <Money amount={receipt.amount} currency={receipt.currency} />
        ) : (
          <s>
            <Money amount={receipt.amount} currency={receipt.currency} />
          </s>
        )}
      </p>
      {receipt.rate !== null && (
        <p>
          {say('Quy đổi', 'Worth')} <Money amount={receipt.bookValue} />{' '}
          <Soft>
            ({say('tỷ giá', 'at')} {formatRate(receipt.rate)} đ/{receipt.currency})
          </Soft>
        </p>
      )}
      <p lang="vi">{amountInWords(receipt.bookValue)}</p>
    </Seal>
  );
}

function Facts({ receipt, unit }: { receipt: PublicReceipt; unit: string }): VNode {
  const say = useSay();
  return (
    <DefinitionList
      figures
      items={[
        { term: say('Quỹ', 'Fund'), value: say(receipt.fundName, receipt.fundNameEn) },
        ...(receipt.appealName === null ? [] : [{ term: say('Đợt vận động', 'Appeal'), value: receipt.appealName }]),
        { term: say('Đơn vị nhận', 'Received by'), value: unit },
        { term: say('Ngày ủng hộ', 'Day of the gift'), value: <DateText date={receipt.date} /> },
        { term: say('Số biên nhận', 'Number'), value: receipt.serial },
        {
          term: say('Người ủng hộ', 'Giver'),
          value: receipt.publicName ?? say('Không công khai tên', 'Name not made public'),
        },
        { term: say('Vị trí trong sổ chung', 'Position in the books'), value: formatNumber(receipt.sequence) },
      ]}
    />
  );
}

function MoneySheet(props: { sums: PublicSums; title: string; of: string; brief?: boolean }): VNode {
  const say = useSay();
  return (
    <Sheet
      title={props.brief ? say('Cả quỹ', 'The whole fund') : say('Tiền đang ở đâu', 'Where the money is')}
      note={props.title}
    >
      <Stack>
        <MoneyMeter sums={props.sums} label={props.title} />
        {!props.brief && <HundredSentence sums={props.sums} of={props.of} />}
        <MoneyLines sums={props.sums} withReceived />
      </Stack>
    </Sheet>
  );
}

/** The same whatever was wrong with the code. */
function UnknownPage(): VNode {
  const say = useSay();
  return (
    <Stack gap="l">
      <Seal
        tone="wrong"
        title={say('Không có biên nhận này', 'No such receipt')}
        note={say(
          'Xem lại từng chữ của mã. Nếu mã trên giấy đúng như vậy mà vẫn không có, hãy báo cho ủy ban ghi trên biên nhận.',
          'Check each letter. If the paper says just this and it is still not here, tell the committee named on the paper.',
        )}
      />
      <Sheet title={say('Thử lại', 'Try again')}>
        <ReceiptSearch />
      </Sheet>
    </Stack>
  );
}

function AskPage(): VNode {
  const say = useSay();
  return (
    <Sheet level={1} title={say('Kiểm tra biên nhận', 'Check a receipt')}>
      <Stack>
        <p>
          {say(
            'Mở máy ảnh của điện thoại, đưa vào ô vuông QR trên biên nhận rồi bấm vào đường dẫn hiện ra. Hoặc gõ mã:',
            'Point the camera of a phone at the square QR on the receipt and press the link that appears. Or type the code:',
          )}
        </p>
        <ReceiptCamera />
        <ReceiptSearch autofocus />
        <Soft block>
          <a href="/verify.html" download="verify.html">
            {say('Tải tệp kiểm tra dùng khi không có mạng', 'Download a file that checks without a connection')}
          </a>
        </Soft>
      </Stack>
    </Sheet>
  );
}
