/** What a verification looks at, in the words of who reads the books. Its own words name rows, as an engineer needs them. */
type Words = { vi: string; en: string; proves: string };

const CHECKS: Readonly<Record<string, Words>> = {
  sequence: { vi: 'Số thứ tự', en: 'Sequence', proves: 'Các sự kiện nối liền từ 1, không thiếu số nào' },
  entries: {
    vi: 'Bút toán',
    en: 'Entries',
    proves: 'Mỗi bút toán có sự kiện của nó, Nợ bằng Có trong quỹ, tài khoản đang mở vào ngày ghi',
  },
  reversals: { vi: 'Đảo bút toán', en: 'Reversals', proves: 'Mỗi lần đảo là của một bút toán có thật, và chỉ một lần' },
  reservations: { vi: 'Tiền đang giữ', en: 'Reservations', proves: 'Không khoản giữ nào được nhả hai lần' },
  identity: {
    vi: 'Đẳng thức của quỹ',
    en: 'Identity',
    proves: 'Nơi giữ tiền trừ khoản phải trả bằng tiền của các mục đích, ở từng quỹ',
  },
  natures: { vi: 'Loại tài khoản', en: 'Natures', proves: 'Tài khoản nào cũng đúng loại mà danh mục quy định' },
  'append-only': { vi: 'Không sửa, không xóa', en: 'Append-only', proves: 'Cơ sở dữ liệu từ chối sửa và xóa sổ' },
  constraints: { vi: 'Ràng buộc', en: 'Constraints', proves: 'Các ràng buộc giữ sổ vẫn còn và có hiệu lực' },
  logins: {
    vi: 'Quyền ghi sổ',
    en: 'Logins',
    proves: 'Chương trình chỉ ghi sổ qua các hàm của sổ; trang công khai chỉ đọc phần của mình',
  },
  movements: { vi: 'Dòng Nợ, Có', en: 'Movements', proves: 'Dòng nào cũng đúng ngày, đúng quỹ, đúng tài khoản' },
  profiles: { vi: 'Chế độ kế toán', en: 'Profiles', proves: 'Dòng nào cũng theo chế độ của đơn vị vào ngày đó' },
  costs: { vi: 'Chi phí', en: 'Costs', proves: 'Chi phí trừ vào tiền ủng hộ đều có văn bản đồng ý' },
  currencies: { vi: 'Loại tiền', en: 'Currencies', proves: 'Mỗi dòng chỉ có một loại tiền' },
  decisions: { vi: 'Quyết định', en: 'Decisions', proves: 'Không điều chuyển mục đích nào thiếu quyết định' },
  places: { vi: 'Nơi giữ tiền, hàng', en: 'Places', proves: 'Số dư đúng bằng các dòng ghi, không nơi nào âm' },
  creditors: { vi: 'Khoản phải trả', en: 'Creditors', proves: 'Số phải trả đúng bằng các dòng ghi' },
  restrictions: { vi: 'Mục đích', en: 'Purposes', proves: 'Mục đích nào cũng còn ít nhất bằng số đang giữ' },
  foreign: { vi: 'Nơi giữ ngoại tệ', en: 'Places of foreign money', proves: 'Số ngoại tệ đúng bằng các dòng ghi' },
  'past days': { vi: 'Các ngày đã qua', en: 'Past days', proves: 'Cuối mỗi ngày đã qua, không nơi giữ tiền nào âm' },
  'daily sums': { vi: 'Cộng theo ngày', en: 'Daily sums', proves: 'Số cộng từng ngày đúng bằng các dòng ghi' },
  periods: { vi: 'Kỳ kế toán', en: 'Periods', proves: 'Không bút toán nào ghi vào kỳ đã khóa' },
  leaves: { vi: 'Nhật ký công khai', en: 'Leaves', proves: 'Mã băm của mỗi dòng đúng, và nói đúng như sổ' },
  'foreign money': {
    vi: 'Ngoại tệ của mục đích',
    en: 'Foreign money of purposes',
    proves: 'Ngoại tệ của từng mục đích đúng bằng các dòng ghi',
  },
  receipts: { vi: 'Biên nhận', en: 'Receipts', proves: 'Dãy số nào cũng từ 1, không thiếu số nào' },
  vouchers: { vi: 'Chứng từ', en: 'Vouchers', proves: 'Dãy số nào cũng từ 1, không thiếu số nào' },
  gifts: { vi: 'Khoản ủng hộ', en: 'Gifts', proves: 'Khoản nào cũng đúng như nhật ký công khai' },
  names: { vi: 'Tên người ủng hộ', en: 'Names', proves: 'Tên còn giữ đúng là tên đã cam kết trong nhật ký' },
};

/** A part's own name where it has no other. */
export function partName(name: string): { vi: string; en: string } {
  return CHECKS[name] ?? { vi: name, en: name };
}

/** What was found: of a part that is right what that proves, of one that is wrong the row, as the program names it. */
export function partDetail({ name, ok, detail }: { name: string; ok: boolean; detail: string }): {
  vi: string;
  en: string;
} {
  return { vi: (ok && CHECKS[name]?.proves) || detail, en: detail };
}
