import { refusals } from '../../platform/refusal.js';

export const refuse = refusals({
  'monitor.bad-address': {
    status: 422,
    vi: 'Địa chỉ phải bắt đầu bằng http:// hoặc https://.',
    en: 'The address begins with http:// or https://.',
  },
  'monitor.bad-key': {
    status: 422,
    vi: 'Khóa kiểm tra (vkey) của nhật ký không đọc được.',
    en: 'The verifier key (vkey) of the log cannot be read.',
  },
  'monitor.bad-every': {
    status: 422,
    vi: '--every là số giây, từ 1 đến 86400, và không dùng cùng --once.',
    en: '--every is a number of seconds, from 1 to 86400, and is not used with --once.',
  },
  'monitor.state-unreadable': {
    status: 422,
    vi: 'Tệp {file} không còn là tệp mà lệnh theo dõi đã ghi. Bắt đầu lại từ đầu là quên những gì đã thấy, nên dừng ở đây.',
    en: 'The file {file} is not what the monitor wrote. To begin anew would be to forget what was seen, so it stops here.',
  },
  'monitor.other-address': {
    status: 422,
    vi: 'Thư mục này đang theo dõi nhật ký khác ({origin}). Dùng thư mục khác với --state.',
    en: 'This folder follows another log ({origin}). Use another folder with --state.',
  },
  'monitor.unreachable': {
    status: 422,
    vi: 'Không lấy được {path} ({reason}).',
    en: '{path} cannot be fetched ({reason}).',
  },
  'monitor.signature': {
    status: 422,
    vi: 'CHỮ KÝ SAI: điểm ký của nhật ký không phải do khóa đã biết ký ({detail}).',
    en: 'WRONG SIGNATURE: the checkpoint of the log is not signed by the key that is known ({detail}).',
  },
  'monitor.rollback': {
    status: 422,
    vi: 'NHẬT KÝ LÙI LẠI: trước có {before} sự kiện, nay chỉ có {now}. Hai điểm ký được giữ làm chứng cứ: {files}',
    en: 'ROLLBACK: the log had {before} events before, and has only {now} now. Both signed checkpoints are kept as evidence: {files}',
  },
  'monitor.rewritten': {
    status: 422,
    vi: 'LỊCH SỬ BỊ VIẾT LẠI: {before} sự kiện đầu tiên không còn là những gì đã ký trước đây. Hai điểm ký được giữ làm chứng cứ: {files}',
    en: 'REWRITTEN HISTORY: the first {before} events are not what was signed before. Both signed checkpoints are kept as evidence: {files}',
  },
  'monitor.not-signed-content': {
    status: 422,
    vi: 'NỘI DUNG KHÔNG PHẢI ĐIỀU ĐÃ KÝ: tệp công bố không khớp điểm ký có {size} sự kiện ({detail}).',
    en: 'NOT WHAT WAS SIGNED: published files do not fit the checkpoint of {size} events ({detail}).',
  },
  'monitor.leaf-unreadable': {
    status: 422,
    vi: 'Sự kiện {sequence} không đúng dạng: không phải một JSON chuẩn tắc (RFC 8785) tối đa 32768 byte.',
    en: 'Event {sequence} is not of the format: it is not one canonical JSON object (RFC 8785) of at most 32768 bytes.',
  },
  'monitor.leaf-version': {
    status: 422,
    vi: 'Sự kiện {sequence} có phiên bản {version}, lệnh theo dõi này chưa biết.',
    en: 'Event {sequence} is of version {version}, which this monitor does not know.',
  },
  'monitor.leaf-order': {
    status: 422,
    vi: 'Sự kiện {sequence} sai thứ tự: giờ ghi trước sự kiện liền trước, hoặc đảo lại một sự kiện chưa có.',
    en: 'Event {sequence} is out of order: recorded before the event ahead of it, or reversing one that is not there yet.',
  },
  'monitor.leaf-content': {
    status: 422,
    vi: 'Sự kiện {sequence} thiếu hoặc sai số tiền, tài khoản hay mục đích.',
    en: 'Event {sequence} lacks an amount, account or purpose, or has a wrong one.',
  },
  'monitor.overspent': {
    status: 422,
    vi: 'CHI VƯỢT: sau sự kiện {sequence}, mục đích {restriction} còn {balance} đồng, trong đó giữ chỗ {reserved}.',
    en: 'OVERSPENT: after event {sequence}, purpose {restriction} holds {balance} đồng, of which {reserved} are reserved.',
  },
  'monitor.figures': {
    status: 422,
    vi: 'SỐ CÔNG BỐ KHÁC SỔ: {figure} của {whose} công bố là {published}, tính từ nhật ký đến sự kiện {sequence} là {computed}.',
    en: 'FIGURES DIFFER: {figure} of {whose} is published as {published}, and is {computed} from the log up to event {sequence}.',
  },
  'monitor.report-unreadable': {
    status: 422,
    vi: 'Báo cáo công bố không đúng dạng.',
    en: 'The published report is not of its format.',
  },
  'monitor.report-ahead': {
    status: 422,
    vi: 'Báo cáo công bố là của sự kiện {sequence}, nhưng nhật ký chỉ ký đến {size}.',
    en: 'The published report is of event {sequence}, but the log is signed only up to {size}.',
  },
  'monitor.report-behind': {
    status: 422,
    vi: 'Báo cáo công bố là của sự kiện {sequence}, trong khi nhật ký đã ký đến {size}.',
    en: 'The published report is of event {sequence}, while the log is signed up to {size}.',
  },
});
