import type { VNode } from 'preact';
import { useSay } from '../ui/page.js';

/** What the books have in common, in four sentences. */
export function BooksHelp(): VNode {
  const say = useSay();
  return (
    <>
      <p>
        {say(
          'Mỗi con số mở ra những bút toán làm nên nó, và mỗi bút toán mở ra chứng từ của nó.',
          'Every figure opens the entries that make it, and every entry opens its paper.',
        )}
      </p>
      <p>
        {say(
          'Ngày là ngày có hiệu lực của bút toán. “Như sổ biết ở vị trí N” bỏ ra mọi thứ ghi sau vị trí N, kể cả ghi lùi ngày: nhờ đó một báo cáo cũ tính lại vẫn ra như cũ.',
          'Days are those on which entries take effect. “As known at position N” leaves out all that was recorded after position N, back-dated or not: so an old report can be computed again as it was.',
        )}
      </p>
      <p>
        {say(
          'XLSX và CSV chứa đúng những gì đang lọc, mọi trang, tối đa 100.000 dòng.',
          'XLSX and CSV hold what the filter shows, all pages, up to 100,000 rows.',
        )}
      </p>
    </>
  );
}
