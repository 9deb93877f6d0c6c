import type { VNode } from 'preact';
import { Tabs } from '../ui/box.js';
import { type Say, useSay } from '../ui/page.js';

type View = { href: string; label: string };
type Group = { label: string; views: [View, ...View[]] };

/** The views of the books. Those that show one thing in two ways share a place in the row, which so fits a small screen. */
export function BooksTabs({ current }: { current: string }): VNode {
  const say = useSay();
  const groups = groupsOf(say);
  const here = groups.find(({ views }) => views.some(({ href }) => href === current));
  return (
    <div>
      <Tabs
        label={say('Sổ sách', 'Books')}
        current={here?.views[0].href ?? current}
        tabs={groups.map(({ label, views: [first] }) => ({ href: first.href, label }))}
      />
      {here && here.views.length > 1 && <Tabs label={here.label} current={current} tabs={here.views} />}
    </div>
  );
}

function groupsOf(say: Say): Group[] {
  const one = (href: string, label: string): Group => ({ label, views: [{ href, label }] });
  return [
    {
      label: say('Số dư', 'Balances'),
      views: [
        { href: '/desk/books/trial-balance', label: say('Cân đối thử', 'Trial balance') },
        { href: '/desk/books/chart-tree', label: say('Cây tài khoản', 'Chart') },
      ],
    },
    {
      label: say('Mục đích', 'Purposes'),
      views: [
        { href: '/desk/books/restrictions', label: say('Còn lại, đang giữ', 'Left and reserved') },
        { href: '/desk/books/roll-forward', label: say('Tồn và biến động', 'Roll-forward') },
      ],
    },
    one('/desk/books/entries', say('Nhật ký chung', 'Journal')),
    one('/desk/books/drafts', say('Chờ duyệt', 'To approve')),
    one('/desk/books/minutes', say('Biên bản', 'Minutes')),
    one('/desk/books/chart-codes', say('Danh mục, chế độ', 'Codes, profile')),
    one('/desk/books/verification', say('Kiểm tra sổ', 'Verify')),
  ];
}
