/** What the four pages of funds share: their tabs, and the frame around a list and the form that adds to it. */
import type { ComponentChildren, VNode } from 'preact';
import { PageHead, Stack, Tabs } from '../ui/box.js';
import { useSay } from '../ui/page.js';

/** The item of the navigation that all four stand under. */
export const FUNDS_NAV = '/admin/funds';

export type FundPagePath = '/admin/funds' | '/admin/bank-accounts' | '/admin/cash-boxes' | '/admin/signatories';

export function FundPageFrame(props: {
  path: FundPagePath;
  title: string;
  lead: string;
  children: ComponentChildren;
}): VNode {
  const say = useSay();
  const tabs: { href: FundPagePath; label: string }[] = [
    { href: '/admin/funds', label: say('Quỹ', 'Funds') },
    { href: '/admin/bank-accounts', label: say('Tài khoản ngân hàng', 'Bank accounts') },
    { href: '/admin/cash-boxes', label: say('Két tiền mặt', 'Cash boxes') },
    { href: '/admin/signatories', label: say('Người ký', 'Signatories') },
  ];
  return (
    <Stack>
      <PageHead title={props.title} lead={props.lead} />
      <Tabs tabs={tabs} current={props.path} />
      {props.children}
    </Stack>
  );
}
