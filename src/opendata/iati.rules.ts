/**
 * Appeals as activities of the IATI Standard 2.03, every amount in đồng. What came in is Incoming Funds (1), what went to
 * another committee a Disbursement (3), what was paid for households and works an Expenditure (4), because no household is
 * an organisation that reports; what came back is a negative amount of the same code. (Codelist TransactionType.)
 */
import type { PlainDate } from '../platform/dates.js';
import { plainText } from './csv.rules.js';
import type { AppealRow, FlowRow, Reading } from './open-data-reader.service.js';

const TRANSACTION: Record<FlowRow['flow'], { code: 1 | 3 | 4; vi: string; en: string }> = {
  opening: { code: 1, vi: 'Có từ trước khi ghi sổ', en: 'Held before these books began' },
  received: { code: 1, vi: 'Đã nhận trong ngày', en: 'Received that day' },
  'passed-on': { code: 3, vi: 'Chuyển cho ủy ban khác', en: 'Passed on to another committee' },
  paid: { code: 4, vi: 'Chi hỗ trợ', en: 'Support paid' },
  other: { code: 4, vi: 'Chi khác', en: 'Other spending' },
};
/** Codelist Sector (DAC 5 digit): material relief in emergencies; social protection; multisector aid. */
const SECTOR = { nd93: '72010', vnn: '16010', 'bien-dao': '43010', other: '43010' } as const;
/** Codelists OrganisationType 22 (national NGO), OrganisationRole 2 (accountable) and 4 (implementing). */
const ORGANISATION_TYPE = '22';

/** The document, piece by piece; no piece while there is no appeal, because the standard knows no document without one. */
export function* iati(
  reading: Pick<Reading, 'appeals' | 'flows' | 'recordedAt'>,
  publicUrl: string,
): Generator<string> {
  const at = reading.recordedAt.toISOString();
  if (reading.appeals.length === 0) return;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" generated-datetime="${at}">\n`;
  const byAppeal = new Map<string | null, FlowRow[]>(reading.appeals.map(({ appeal_id: id }) => [id, []]));
  for (const flow of reading.flows) byAppeal.get(flow.appeal_id)?.push(flow);
  for (const appeal of reading.appeals) {
    yield headOf(appeal, new URL(publicUrl).host, at.slice(0, 10));
    for (const flow of byAppeal.get(appeal.appeal_id) ?? []) yield transactionOf(flow);
    yield '  </iati-activity>\n';
  }
  yield '</iati-activities>\n';
}

function headOf(appeal: AppealRow, host: string, today: PlainDate): string {
  const committee = `${host}-committee-${appeal.unit_code}`;
  const ended = appeal.receive_until !== null && appeal.receive_until < today;
  const about = appeal.purpose ?? appeal.document_no ?? appeal.appeal;
  const role = (code: string): string =>
    `    <participating-org ref="${text(committee)}" role="${code}" type="${ORGANISATION_TYPE}">${narrative(appeal.unit)}</participating-org>\n`;
  return [
    `  <iati-activity xml:lang="vi" default-currency="VND"${appeal.regime === 'nd93' ? ' humanitarian="1"' : ''}>\n`,
    `    <iati-identifier>${text(`${host}-appeal-${appeal.appeal_id}`)}</iati-identifier>\n`,
    `    <reporting-org ref="${text(committee)}" type="${ORGANISATION_TYPE}">${narrative(appeal.unit)}</reporting-org>\n`,
    `    <title>${narrative(appeal.appeal)}</title>\n`,
    `    <description type="1">${narrative(about)}</description>\n`,
    role('2'),
    role('4'),
    // ActivityStatus 2: gifts are taken; 3: they no longer are, and what is left is still being given out.
    `    <activity-status code="${ended ? 3 : 2}"/>\n`,
    // ActivityDateType 2: it really began; 3: it is planned to end; 4: it really ended.
    `    <activity-date type="2" iso-date="${appeal.receive_from}"/>\n`,
    appeal.receive_until === null ? '' : `    <activity-date type="3" iso-date="${appeal.receive_until}"/>\n`,
    '    <recipient-country code="VN" percentage="100"/>\n',
    `    <sector vocabulary="1" code="${SECTOR[appeal.regime]}" percentage="100"/>\n`,
  ].join('');
}

/** Incoming funds and what is spent are both positive; the books' sign tells only what came back. */
function transactionOf({ flow, date, amount }: FlowRow): string {
  const { code, vi, en } = TRANSACTION[flow];
  return [
    '    <transaction>',
    `<transaction-type code="${code}"/><transaction-date iso-date="${date}"/>`,
    `<value currency="VND" value-date="${date}">${code === 1 ? amount : -amount}</value>`,
    `<description>${narrative(vi)}<narrative xml:lang="en">${text(en)}</narrative></description>`,
    '</transaction>\n',
  ].join('');
}

function narrative(words: string): string {
  return `<narrative>${text(words)}</narrative>`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function text(words: string): string {
  return plainText(words).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
