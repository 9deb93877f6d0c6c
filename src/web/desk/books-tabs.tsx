import type { VNode } from 'preact';
import { Tabs } from '../ui/box.js';
import { useSay } from '../ui/page.js';

/** The views of the books. */
export function BooksTabs({ current }: { current: string }): VNode {
  const say = useSay();
  return (
    <Tabs
      label={say('Sổ sách', 'Books')}
      current={current}
      tabs={[
        { href: '/desk/books/trial-balance', label: say('Cân đối thử', 'Trial balance') },
        { href: '/desk/books/chart-tree', label: say('Cây tài khoản', 'Chart') },
        { href: '/desk/books/chart-codes', label: say('Danh mục, chế độ', 'Codes, profile') },
        { href: '/desk/books/restrictions', label: say('Mục đích', 'Purposes') },
        { href: '/desk/books/roll-forward', label: say('Tồn và biến động', 'Roll-forward') },
        { href: '/desk/books/entries', label: say('Nhật ký chung', 'Journal') },
        { href: '/desk/books/drafts', label: say('Chờ duyệt', 'To approve') },
        { href: '/desk/books/minutes', label: say('Biên bản', 'Minutes') },
        { href: '/desk/books/verification', label: say('Kiểm tra sổ', 'Verify') },
      ]}
    />
  );
}
