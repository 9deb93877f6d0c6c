/**
 * Pay-outs as a grants package of the 360Giving Data Standard 1.4. A grant is what one batch gave in one commune; its
 * recipient is "the households of the commune" together, since a person is never published.
 */
import { exactJson } from '../platform/money.js';
import { plainText } from './csv.rules.js';
import type { PayoutRow, Reading } from './open-data-reader.service.js';

/**
 * The package, piece by piece.
 * @param publicUrl names whose grants these are: identifiers begin with its host
 * @returns no piece when nothing was paid, because the standard knows no package without a grant
 */
export function* giving360(reading: Pick<Reading, 'payouts' | 'recordedAt'>, publicUrl: string): Generator<string> {
  if (reading.payouts.length === 0) return;
  const issued = reading.recordedAt.toISOString();
  const head = exactJson({
    version: '1.4',
    title: 'Sổ Vàng: hỗ trợ đã chi',
    description: 'Mỗi mục là số tiền một đợt chi đã trao cho các hộ của một xã; không nêu tên hộ.',
    issued: issued.slice(0, 10),
    modified: issued,
    downloadURL: `${publicUrl}/open-data/latest/360giving.json`,
  });
  yield `${head.slice(0, -1)},"grants":[\n`;
  for (const [index, payout] of reading.payouts.entries())
    yield `${index === 0 ? '' : ',\n'}${exactJson(grantOf(payout, publicUrl))}`;
  yield '\n]}\n';
}

function grantOf(payout: PayoutRow, publicUrl: string): object {
  const host = new URL(publicUrl).host;
  const commune = payout.commune_code ?? 'khong-ro';
  const place = payout.commune || 'xã chưa ghi';
  const purpose = plainText(payout.purpose ?? 'Hỗ trợ');
  return {
    id: `${host}-${payout.batch}-${commune}`,
    title: purpose,
    description: `${purpose}: ${payout.households} hộ, ${place}. ${payout.purpose_en ?? ''}`.trim(),
    currency: 'VND',
    amountAwarded: payout.amount,
    amountDisbursed: payout.amount,
    awardDate: payout.date,
    recipientOrganization: [
      {
        id: `${host}-households-${commune}`,
        name: `Các hộ gia đình được hỗ trợ, ${place}`,
        description: 'Nhiều hộ cộng lại; không phải một tổ chức có đăng ký.',
      },
    ],
    fundingOrganization: [{ id: `${host}-committee-${payout.unit_code}`, name: payout.unit }],
    beneficiaryLocation: [{ name: place, countryCode: 'VN', geoCode: commune }],
    grantProgramme: [
      payout.appeal_id === null
        ? { code: payout.fund_id, title: plainText(payout.fund) }
        : { code: payout.appeal_id, title: plainText(payout.appeal ?? '') },
    ],
    dataSource: `${publicUrl}/open-data`,
  };
}
