/** "Tìm khoản ủng hộ của tôi": by what only its giver knows. It works without script, asks for no name and shows none. */
import { Controller, Get, Ip, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Open } from '../../identity/permit.js';
import { tidyText } from '../../platform/validation.js';
import { type Found, type LookupQuery, PublicLookupService } from '../../publication/public-lookup.service.js';
import { type PublicTicketCounts, PublicTicketsService } from '../../publication/public-tickets.service.js';
import { FormQuery, FormReader, type FormValues } from '../form-body.js';
import { Sheet, Soft, Stack } from '../ui/box.js';
import { Buttons, LinkButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { Figure, Figures } from '../ui/money.js';
import { langOf, useSay } from '../ui/page.js';
import { SeeOther } from '../../platform/see-other.js';
import { FoundGifts, LookupForm } from './lookup-views.js';
import { PortalFrame } from './portal-frame.js';
import { TICKETS } from './ticket-views.js';

/** As the two readings of a clock that people write: `8:21`, `08h21`. */
const TIME = /^([01]?\d|2[0-3])\s*[:hg.]\s*([0-5]\d)$/i;

@ApiExcludeController()
@Controller('search')
@Open('whoever gave may look for an own gift')
export class LookupPageController {
  constructor(
    private readonly lookup: PublicLookupService,
    private readonly tickets: PublicTicketsService,
    private readonly frame: PortalFrame,
  ) {}

  /** A code leads to its own page; anything else is answered here. */
  @Get()
  async search(@Req() request: Request, @Ip() address: string, @FormQuery() form: FormValues): Promise<string> {
    let query: LookupQuery;
    try {
      query = readLookup(form, this.frame.today());
    } catch (error) {
      request.res?.status(422);
      return this.show(request, { state: formAfter(form, error, langOf(request)) });
    }
    const state = formWith(form);
    if (Object.keys(query).length === 0) return this.show(request, { state });
    const found = await this.lookup.find(query, address);
    const code = found.by === 'code' ? found.items[0]?.code : undefined;
    if (code) throw new SeeOther(`/r/${code}`);
    if (found.count === 0) request.res?.status(404);
    return this.show(request, { state, query, found });
  }

  private async show(
    request: Request,
    given: { state: FormState; query?: LookupQuery; found?: Found },
  ): Promise<string> {
    const title = this.frame.say(request)('Tìm khoản ủng hộ của tôi', 'Find my gift');
    const counts = await this.tickets.counts();
    return this.frame.phone(request, title, <LookupPage {...given} counts={counts} />);
  }
}

/** @throws Refusal request.invalid with what is wrong with each field */
function readLookup(form: FormValues, today: string): LookupQuery {
  const reader = new FormReader(form, today);
  const text = tidyText(form['q'] ?? '');
  if (text.length > 80) reader.problem('q', { vi: 'Dài quá 80 ký tự.', en: 'Longer than 80 characters.' });
  const typed = (name: string): boolean => (form[name] ?? '').trim() !== '';
  const amount = typed('amount') ? reader.amount('amount') : undefined;
  const date = reader.optionalDay('date');
  const time = readTime(form, reader);
  if (text === '' && amount !== undefined && !typed('date'))
    reader.problem('date', { vi: 'Ghi cả ngày chuyển.', en: 'Give the day of the transfer too.' });
  if (text === '' && amount === undefined && (typed('date') || typed('time')))
    reader.problem('amount', { vi: 'Ghi cả số tiền.', en: 'Give the amount too.' });
  reader.done();
  return {
    ...(text !== '' && { text }),
    ...(amount !== undefined && { amount }),
    ...(date !== undefined && { date }),
    ...(time !== undefined && { time }),
  };
}

/** `8h21` as `08:21`. */
export function readTime(form: FormValues, reader: FormReader): string | undefined {
  const typed = (form['time'] ?? '').trim();
  if (typed === '') return undefined;
  const [, hours, minutes] = TIME.exec(typed) ?? [];
  if (hours === undefined) reader.problem('time', { vi: 'Viết giờ như 8:21.', en: 'Write the time as 8:21.' });
  return hours === undefined ? undefined : `${hours.padStart(2, '0')}:${minutes}`;
}

type LookupPageProps = {
  state: FormState;
  query?: LookupQuery;
  found?: Found;
  counts: PublicTicketCounts;
};

function LookupPage({ state, query, found, counts }: LookupPageProps): VNode {
  const say = useSay();
  return (
    <Stack gap="l">
      {found && query && <FoundGifts found={found} query={query} />}
      <Sheet level={found ? 2 : 1} title={say('Tìm khoản ủng hộ của tôi', 'Find my gift')}>
        <LookupForm state={state} {...(!found && { autofocus: true })} />
      </Sheet>
      <Buttons>
        <LinkButton href={askHref(state)} {...(found?.count === 0 && { tone: 'main' as const })}>
          {say('Không thấy? Hỏi Ban giám sát', 'Not here? Ask the board')}
        </LinkButton>
      </Buttons>
      <Counts counts={counts} />
    </Stack>
  );
}

/** The question's form, filled with what was searched. */
function askHref({ values }: FormState): string {
  const { q, amount, date, time } = values;
  const searched = Object.entries({ reference: q, amount, date, time });
  const query = new URLSearchParams(searched.flatMap(([name, value]) => (value ? [[name, value.slice(0, 80)]] : [])));
  return query.size === 0 ? TICKETS : `${TICKETS}?${query.toString()}`;
}

function Counts({ counts }: { counts: PublicTicketCounts }): VNode {
  const say = useSay();
  return (
    <Stack gap="s">
      <Soft block>
        {say('Những lần người ủng hộ hỏi vì không thấy khoản của mình:', 'When givers asked about a gift not found:')}
      </Soft>
      <Figures>
        <Figure label={say('Đã hỏi', 'Asked')} count={counts.asked} />
        <Figure label={say('Đã tìm thấy', 'Found')} count={counts.found} />
        <Figure label={say('Lỗi của bên nhận', 'Our fault')} count={counts.ourFault} />
        <Figure label={say('Không có ở đây', 'Not here')} count={counts.notFoundHere} />
        <Figure
          label={say('Đang chờ', 'Open')}
          count={counts.open}
          {...(counts.overdue > 0n && {
            tone: 'wrong' as const,
            note: say(`${counts.overdue} quá hạn`, `${counts.overdue} overdue`),
          })}
        />
      </Figures>
    </Stack>
  );
}
