import type { VNode } from 'preact';
import { refuse } from '../../platform/refusal.js';
import {
  Breadcrumb,
  Card,
  DefinitionList,
  Disclosure,
  EmptyState,
  PageHead,
  Pager,
  PrintHead,
  Sheet,
  Tabs,
} from './box.js';
import { BarChart } from './chart.js';
import {
  CheckField,
  ComboField,
  DateField,
  FileField,
  MoneyField,
  RadioGroup,
  SelectField,
  TextArea,
  TextField,
} from './fields.js';
import { Form, LinkButton, SubmitButton } from './form.js';
import { chosenOption, formAfter, formWith, type FormState } from './form-state.js';
import { Icon } from './icon.js';
import { DeskLayout, PhoneLayout, PortalLayout } from './layout.js';
import { DateText, DayCount, Figure, Meter, Money } from './money.js';
import { type PageContext, renderFragment } from './page.js';
import { Table } from './table.js';
import { Notice, Progress, Seal, Steps, Tag } from './tag.js';

const PAGE: PageContext = { lang: 'vi', path: '/desk/gifts?fund=1', demo: true, today: '2026-11-21' };
const EVIL = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
const NBSP = '\u00a0';

const html = (node: VNode, page: Partial<PageContext> = {}): string => renderFragment({ ...PAGE, ...page }, node);

describe('what a person typed stays text', () => {
  const options = [{ value: EVIL, label: EVIL, note: EVIL }];
  const state: FormState = { values: { x: EVIL, [EVIL]: EVIL }, problems: { x: EVIL, '': EVIL } };
  const field = { name: 'x', label: EVIL, hint: EVIL, value: EVIL };
  const nav = [{ href: EVIL, vi: EVIL, en: EVIL, key: EVIL, count: 1 }];
  const parts = [{ label: EVIL, value: 1n, tone: 'true' as const }];
  const nodes: Record<string, VNode> = {
    PageHead: (
      <PageHead title={EVIL} lead={EVIL} crumbs={[{ href: EVIL, label: EVIL }]} tag={<Tag tone="true">{EVIL}</Tag>} />
    ),
    Breadcrumb: <Breadcrumb items={[{ label: EVIL }]} />,
    Sheet: <Sheet title={EVIL} note={EVIL} id={EVIL} children={EVIL} />,
    Card: <Card title={EVIL} href={EVIL} note={EVIL} children={EVIL} />,
    DefinitionList: <DefinitionList items={[{ term: EVIL, value: EVIL }]} />,
    Disclosure: <Disclosure summary={EVIL} children={EVIL} />,
    Tabs: <Tabs current="" label={EVIL} tabs={[{ href: EVIL, label: EVIL }]} />,
    EmptyState: <EmptyState title={EVIL} children={EVIL} />,
    Pager: <Pager nextCursor={EVIL} />,
    PrintHead: <PrintHead unit={EVIL} title={EVIL} number={EVIL} />,
    Tag: <Tag tone="wait">{EVIL}</Tag>,
    Notice: <Notice tone="wrong" title={EVIL} children={EVIL} />,
    Seal: <Seal tone="true" title={EVIL} note={EVIL} children={EVIL} />,
    Steps: <Steps steps={[{ label: EVIL, state: 'now', note: EVIL }]} />,
    Progress: <Progress label={EVIL} done={1} pollHref={EVIL} />,
    Figure: <Figure label={EVIL} count={1} note={EVIL} />,
    Meter: <Meter label={EVIL} total={2n} parts={parts} legend />,
    DayCount: <DayCount label={EVIL} day={1} of={90} />,
    DateText: <DateText date={EVIL} />,
    BarChart: (
      <BarChart
        id="c"
        title={EVIL}
        description={EVIL}
        series={[EVIL]}
        groupHead={EVIL}
        groups={[{ label: EVIL, values: [1n] }]}
      />
    ),
    Table: (
      <Table caption={EVIL} rows={[EVIL]} href={() => EVIL} columns={[{ key: 'a', head: EVIL, cell: (row) => row }]} />
    ),
    Icon: <Icon name="check" label={EVIL} />,
    Buttons: (
      <Form action={EVIL} hidden={{ [EVIL]: EVIL }} label={EVIL} state={state}>
        <SubmitButton name={EVIL} value={EVIL} hint={EVIL}>
          {EVIL}
        </SubmitButton>
        <LinkButton href={EVIL}>{EVIL}</LinkButton>
      </Form>
    ),
    Fields: (
      <Form action="/x" state={state}>
        <TextField {...field} placeholder={EVIL} />
        <MoneyField name="x" label={EVIL} />
        <DateField name="x" label={EVIL} />
        <SelectField {...field} options={options} blank={EVIL} />
        <ComboField {...field} options={options} searchHref={EVIL} placeholder={EVIL} />
        <CheckField {...field} />
        <RadioGroup {...field} options={options} />
        <TextArea {...field} />
        <FileField {...field} accept={EVIL} />
      </Form>
    ),
    Desk: <DeskLayout title={EVIL} nav={nav} current="" searchHref={EVIL} help={EVIL} children={EVIL} />,
    Portal: <PortalLayout title={EVIL} nav={nav} current="" unit={EVIL} description={EVIL} children={EVIL} />,
    Phone: <PhoneLayout title={EVIL} description={EVIL} children={EVIL} />,
  };

  for (const [name, node] of Object.entries(nodes)) {
    it(`${name} escapes it`, () => {
      const actor = { name: EVIL, roleLabel: EVIL, unitName: EVIL };
      const made = html(node, { notice: EVIL, path: `/x?q=${EVIL}`, actor });
      expect(made).not.toContain('<script>alert');
      expect(made).not.toContain('<img');
      expect(made).toMatch(/&lt;|%3C|%22/);
    });
  }
});

describe('amounts and days', () => {
  it('prints whole đồng in groups of three, with a true minus', () => {
    expect(html(<Money amount={1234567n} />)).toBe(`<data class="money" value="1234567">1.234.567${NBSP}đ</data>`);
    expect(html(<Money amount={-55000n} bare />)).toContain('>\u221255.000<');
    expect(html(<DateText date="2026-07-05" />)).toBe('<time datetime="2026-07-05">05/07/2026</time>');
  });

  it('adds a column without losing a đồng beyond 2^53', () => {
    const rows = [9_007_199_254_740_991n, 9_007_199_254_740_991n, 1n];
    const made = html(
      <Table
        caption="Cộng"
        rows={rows}
        columns={[
          { key: 'k', head: 'Khoản', cell: () => 'x' },
          { key: 'a', head: 'Số tiền', money: (row) => row, total: true },
        ]}
      />,
    );
    expect(made).toContain('<tfoot');
    expect(made).toContain('18.014.398.509.481.983');
  });

  it('shows the totals of the whole list in place of the sum of one page', () => {
    const made = html(
      <Table
        caption="c"
        rows={[5n]}
        columns={[{ key: 'a', head: 'A', money: (row) => row, total: true }]}
        totals={{ a: <Money amount={900n} bare /> }}
      />,
    );
    expect(made.split('<tfoot')[1]).toContain('>900<');
    expect(made.split('<tfoot')[1]).not.toContain('>5<');
  });

  it('tells a clock of the law in words and turns before the day has come', () => {
    expect(html(<DayCount label="Bão" day={61} of={90} />)).toMatch(/is-true.*ngày 61\/90 · còn 29 ngày/);
    expect(html(<DayCount label="Bão" day={85} of={90} />)).toContain('is-wait');
    expect(html(<DayCount label="Bão" day={92} of={90} />)).toContain('quá hạn 2 ngày');
  });

  it('draws shares that never pass the whole', () => {
    const parts = [{ label: 'a', value: 500n, tone: 'true' as const }];
    expect(html(<Meter label="m" total={100n} parts={parts} />)).toContain('width="100%"');
    expect(html(<Meter label="m" total={0n} parts={parts} />)).toContain('width="0%"');
  });

  it('draws bars from zero in proportion, with the same figures in a table', () => {
    const made = html(
      <BarChart
        id="c"
        title="Thu và chi"
        series={['Thu', 'Chi']}
        groupHead="Tháng"
        groups={[{ label: 'T9', values: [80_000_000_000n, 40_000_000_000n] }]}
      />,
    );
    const heights = [...made.matchAll(/<rect class="bar-\d"[^>]*height="([\d.]+)"/g)].map((found) => Number(found[1]));
    expect(heights[0]).toBeGreaterThan(100);
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(2, 2);
    expect(made).toContain('tỷ đồng');
    expect(made).toContain('80.000.000.000');
    expect(made).toMatch(/<title id="c-title">Thu và chi<\/title><desc id="c-desc">Cao nhất: Thu/);
  });
});

describe('a form after a problem', () => {
  const problem = { path: 'amount', code: 'amount.invalid', vi: 'Số tiền phải từ 1 đồng.', en: 'At least 1 đồng.' };
  const body = { amount: '0', donor: 'Nguyễn Thị Hòa', password: 'bi-mat', idempotencyKey: 'k', count: 3 };
  const fields = (state: FormState): VNode => (
    <Form action="/desk/gifts" state={state}>
      <TextField name="donor" label="Người ủng hộ" autofocus />
      <MoneyField name="amount" label="Số tiền" hint="Bằng số" />
      <TextField name="password" type="password" label="Mật khẩu" />
      <SelectField
        name="fund"
        label="Quỹ"
        value="a"
        options={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
      />
    </Form>
  );

  it('keeps what was typed, says what is wrong beside the field and takes the focus there', () => {
    const state = formAfter({ ...body, fund: 'b' }, refuse('request.invalid', {}, [problem]), 'vi');
    const made = html(fields(state));
    expect(made).toMatch(/<input[^>]*name="donor"[^>]*value="Nguyễn Thị Hòa"/);
    expect(made).toMatch(/<option value="b" selected/);
    expect(made.match(/autofocus/g)).toHaveLength(1);
    expect(made).toMatch(
      /<input id="f-amount"[^>]*autofocus[^>]*aria-describedby="f-amount-hint f-amount-problem" aria-invalid/,
    );
    expect(made).toMatch(/id="f-amount-problem"[^>]*>.*Số tiền phải từ 1 đồng\./);
    expect(made).toContain('<a href="#f-amount">');
    expect(made).not.toContain('bi-mat');
  });

  it('does not tick again the consent that was left unticked', () => {
    const consent = (state: FormState): VNode => (
      <Form action="/x" state={state}>
        <CheckField name="consent" label="Đồng ý công khai tên" checked />
      </Form>
    );
    expect(html(consent(formWith({})))).toMatch(/type="checkbox"[^>]* checked/);
    expect(html(consent(formAfter(body, refuse('request.invalid', {}, [problem]), 'vi')))).not.toContain(' checked');
    expect(html(consent(formAfter({ ...body, consent: 'on' }, refuse('amount.invalid'), 'vi')))).toContain(' checked');
  });

  it('starts at the field that asks for it when nothing is wrong', () => {
    expect(html(fields(formWith({ donor: 'Hòa' })))).toMatch(/<input id="f-donor"[^>]*autofocus/);
  });

  it('carries one new idempotency key for each POST and none for a GET', () => {
    const keys = [1, 2].map(
      () => /name="idempotencyKey" value="([0-9a-f-]{36})"/.exec(html(fields(formWith({}))))?.[1],
    );
    expect(keys[0]).toBeDefined();
    expect(keys[0]).not.toBe(keys[1]);
    expect(html(<Form action="/s" method="get" children="" />)).not.toContain('idempotencyKey');
  });

  it('says a problem of the whole form in its head, in the reader’s language', () => {
    const state = formAfter(body, refuse('idempotency.conflict'), 'en');
    expect(state.problems['']).toContain('Idempotency-Key');
    expect(state.values).toEqual({ amount: '0', donor: 'Nguyễn Thị Hòa', count: '3' });
  });

  it('leaves to the error page what no field can mend', () => {
    for (const code of ['request.not-allowed', 'request.not-found', 'server.busy'] as const) {
      expect(() => formAfter(body, refuse(code), 'vi')).toThrow(code);
    }
    expect(() => formAfter(body, new Error('broken'), 'vi')).toThrow('broken');
  });

  it('finds the option meant by what was typed, and none where it could be two', () => {
    const options = [
      { value: '1', label: 'Vì người nghèo' },
      { value: '2', label: 'Cứu trợ' },
      { value: '3', label: 'Cứu đói' },
    ];
    expect(chosenOption(options, ' vi nguoi  NGHEO ')).toBe('1');
    expect(chosenOption(options, '3')).toBe('3');
    expect(chosenOption(options, 'doi')).toBe('3');
    expect(chosenOption(options, 'cứu')).toBeUndefined();
    expect(chosenOption(options, '')).toBeUndefined();
  });
});
