/**
 * The rules that an appeal runs under, as dated data: a decree that changes is a new row with the day it applies from,
 * and an appeal keeps the rule of the day it was launched. What is not written in the regulation is left out.
 */
import type { PlainDate } from '../platform/dates.js';

export const REGIME_CODES = ['nd93', 'vnn', 'bien-dao', 'other'] as const;
export type RegimeCode = (typeof REGIME_CODES)[number];

export type Regime = {
  code: RegimeCode;
  nameVi: string;
  nameEn: string;
  /** Where the rules are written. */
  source: string;
  validFrom: PlainDate;
  validTo?: PlainDate;
  /** Longest time of receiving, the day of the launch being day 1. */
  longestDays?: number;
  /** Money of this appeal comes to an account that no other appeal uses at the time. */
  ownAccount: boolean;
  /** Days after receiving ends within which all is given out. */
  giveOutWithinDays?: number;
  /** Days after receiving ends within which the total received is made public. */
  publishReceivedWithinDays?: number;
};

export const REGIMES: readonly Regime[] = [
  {
    code: 'nd93',
    nameVi: 'Cứu trợ thiên tai, dịch bệnh, sự cố, bệnh hiểm nghèo',
    nameEn: 'Relief: disaster, epidemic, incident, serious illness',
    source: 'Nghị định 93/2021/NĐ-CP, Điều 8, 9, 14',
    validFrom: '2021-12-11',
    longestDays: 90,
    ownAccount: true,
    giveOutWithinDays: 20,
    publishReceivedWithinDays: 15,
  },
  {
    code: 'vnn',
    nameVi: 'Vận động Quỹ Vì người nghèo',
    nameEn: 'Drive for the Fund for the Poor',
    source: 'Quyết định 1198/QĐ-MTTW-ĐCT ngày 29/12/2016',
    validFrom: '2016-12-29',
    ownAccount: false,
  },
  {
    code: 'bien-dao',
    nameVi: 'Vận động Quỹ Vì biển, đảo Việt Nam',
    nameEn: 'Drive for the Fund for Vietnam’s Seas and Islands',
    source: 'Quy chế của Quỹ',
    validFrom: '2018-01-01',
    ownAccount: false,
  },
  {
    code: 'other',
    nameVi: 'Cuộc vận động khác',
    nameEn: 'Another drive',
    source: 'Văn bản của đơn vị phát động',
    validFrom: '1900-01-01',
    ownAccount: false,
  },
];

/** @returns the rule with this code on this day, or undefined where none applied yet or any more */
export function regimeOn(code: string, day: PlainDate): Regime | undefined {
  return REGIMES.find(
    (regime) =>
      regime.code === code && regime.validFrom <= day && (regime.validTo === undefined || day <= regime.validTo),
  );
}
