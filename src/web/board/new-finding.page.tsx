import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { DisbursementReader } from '../../disbursements/disbursement-reader.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { OWNER_POSTS, type RecordFindingDto } from '../../oversight/finding.dto.js';
import { FindingsService } from '../../oversight/findings.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { isId } from '../../platform/ids.js';
import { UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { PageHead, Sheet, Stack } from '../ui/box.js';
import { type Option, SelectField, TextArea, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { BOARD, FINDINGS, ownerName } from './finding-views.js';

/** `kind` of what the finding is about, and its id, serial or number; without a kind it is about the unit. */
type About = { kind: 'disbursement' | 'receipt' | 'entry' | 'unit'; value: string; label: string };

@ApiExcludeController()
@Controller('board/findings/new')
export class NewFindingPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly findings: FindingsService,
    private readonly batches: DisbursementReader,
    private readonly units: UnitsService,
  ) {}

  /** `?disbursement=`, `?receipt=` or `?entry=` says what it is about. */
  @Get()
  @Permit('finding.record')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query, formWith({}));
  }

  @Post()
  @Permit('finding.record')
  async record(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    try {
      const dto = readFinding(new FormReader(form, this.desk.context(request, actor).today), form);
      const { id } = await this.findings.record(actor, dto, key);
      response.redirect(303, `${FINDINGS}/${id}?done=new`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, besideField(error, { 'finding.subject': 'subject' }), langOf(request));
      response.status(422);
      return this.show(actor, request, form, state);
    }
  }

  private async show(actor: Actor, request: Request, given: FormValues, state: FormState): Promise<string> {
    const say = sayIn(langOf(request));
    const about = await this.aboutOf(actor, given);
    const units = actor.unitsFor('finding.record').map((code) => ({ value: code, label: this.units.name(code) }));
    const head = { title: say('Ghi kiến nghị', 'Put a finding'), current: BOARD };
    return this.desk.render(request, actor, head, <FindingForm about={about} units={units} state={state} />);
  }

  private async aboutOf(actor: Actor, given: FormValues): Promise<About | undefined> {
    const { disbursement = '', receipt = '', entry = '' } = given;
    if (isId(disbursement)) {
      const { title } = await this.batches.batch(actor, disbursement);
      return { kind: 'disbursement', value: disbursement, label: title };
    }
    if (/^[0-9A-Z-]{5,60}$/i.test(receipt)) return { kind: 'receipt', value: receipt, label: receipt };
    return /^\d{1,15}$/.test(entry) ? { kind: 'entry', value: entry, label: `#${entry}` } : undefined;
  }
}

function readFinding(reader: FormReader, form: FormValues): RecordFindingDto {
  const text = reader.required('text', 4000);
  if (text !== '' && text.length < 10)
    reader.problem('text', { vi: 'Ghi rõ hơn, ít nhất 10 ký tự.', en: 'Say a little more.' });
  const ownerPost = reader.choice('ownerPost', OWNER_POSTS);
  const words = { text, ownerPost };
  const subject = reader.optional('subject', 60);
  const { disbursement, receipt, entry } = form;
  const unitCode = reader.optional('unitCode', 10);
  reader.done();
  if (disbursement) return { ...words, disbursementId: disbursement };
  if (receipt) return { ...words, receiptSerial: receipt };
  if (entry) return { ...words, entrySequence: Number(entry) };
  if (subject !== undefined && /^#?\d{1,15}$/.test(subject))
    return { ...words, entrySequence: Number(subject.replace('#', '')) };
  if (subject !== undefined) return { ...words, receiptSerial: subject };
  return { ...words, ...(unitCode !== undefined && { unitCode }) };
}

function FindingForm({ about, units, state }: { about: About | undefined; units: Option[]; state: FormState }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Ghi kiến nghị', 'Put a finding')}
        crumbs={[
          { href: BOARD, label: say('Ban giám sát', 'Board') },
          { href: FINDINGS, label: say('Kiến nghị', 'Findings') },
          { label: say('Ghi mới', 'New') },
        ]}
        lead={say(
          'Đơn vị phải trả lời trong 15 ngày; chỉ Ban kết thúc kiến nghị. Sổ công khai chỉ ghi số kiến nghị và thời hạn, không ghi nội dung.',
          'The unit has 15 days to answer; only the board closes it. The public log holds its number and days, never its words.',
        )}
      />
      <Sheet {...(about && { title: about.label })}>
        <Form action={`${FINDINGS}/new`} state={state} {...(about && { hidden: { [about.kind]: about.value } })}>
          {!about && <SubjectFields units={units} />}
          <TextArea
            name="text"
            label={say('Điều Ban thấy và đề nghị', 'What the board saw and asks')}
            rows={6}
            maxlength={4000}
          />
          <SelectField
            name="ownerPost"
            label={say('Người trả lời', 'To be answered by')}
            options={OWNER_POSTS.map((post) => ({ value: post, label: ownerName(post, say) }))}
            value="chair"
          />
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Ghi kiến nghị', 'Put it on record')}</SubmitButton>
            <LinkButton href={BOARD}>{say('Thôi', 'Leave')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </Stack>
  );
}

function SubjectFields({ units }: { units: Option[] }): VNode {
  const say = useSay();
  return (
    <>
      <SelectField name="unitCode" label={say('Đơn vị', 'Unit')} options={units} value={units[0]?.value} />
      <TextField
        name="subject"
        label={say('Số biên nhận hoặc số bút toán', 'Receipt or entry number')}
        hint={say(
          'Như UH-VNN-00004-2026-000123 hoặc #57; để trống khi nói về cả đơn vị.',
          'As UH-VNN-00004-2026-000123 or #57; empty for the unit itself.',
        )}
        maxlength={60}
        optional
      />
    </>
  );
}
