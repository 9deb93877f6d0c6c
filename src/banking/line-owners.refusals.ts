import { refusals } from '../platform/refusal.js';

/** What is refused about who looks after a line that nobody has explained. */
export const refuse = refusals({
  'statement.line-settled': {
    status: 409,
    vi: 'Dòng này đã rõ, không cần người theo dõi nữa.',
    en: 'It is known by now what this line is; it needs no one to look after it.',
  },
  'statement.owner-unknown': {
    status: 422,
    vi: 'Người theo dõi phải là kế toán của đơn vị này hoặc của cấp trên.',
    en: 'The line is looked after by a bookkeeper of this unit or of one above it.',
  },
});
