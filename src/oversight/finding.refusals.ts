import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'finding.unknown': { status: 404, vi: 'Không có kiến nghị này.', en: 'There is no such finding.' },
  'finding.unit-unknown': { status: 422, vi: 'Không có đơn vị này.', en: 'There is no such unit.' },
  'finding.subject-missing': {
    status: 400,
    vi: 'Ghi rõ kiến nghị về một đợt chi, một biên nhận, một bút toán hoặc về đơn vị: chỉ một trong số đó.',
    en: 'Say what the finding is about: one pay-out, one receipt, one entry or the unit, and only one of them.',
  },
  'finding.subject-unknown': {
    status: 422,
    vi: 'Không có đợt chi, biên nhận hoặc bút toán này trong địa bàn giám sát.',
    en: 'There is no such pay-out, receipt or entry in the area of the board.',
  },
  'finding.wrong-state': {
    status: 409,
    vi: 'Kiến nghị đang ở bước “{state}” nên không làm được việc này.',
    en: 'The finding is “{stateEn}”, so this cannot be done.',
    constraint: 'finding_state_order',
  },
});

export const FINDING_STATE_NAMES = {
  open: { vi: 'chờ trả lời', en: 'waiting for an answer' },
  answered: { vi: 'đã trả lời, chờ Ban xem', en: 'answered, to be looked at' },
  closed: { vi: 'đã kết thúc', en: 'closed' },
} as const;
