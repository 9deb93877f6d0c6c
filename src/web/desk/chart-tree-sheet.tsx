import type { VNode } from 'preact';
import type { ChartNode, ChartTree } from '../../books/chart-tree.service.js';
import type { TrialBalanceRow } from '../../books/trial-balance.service.js';
import { EmptyState, PageHead, PrintHead, Sheet, Stack } from '../ui/box.js';
import { useSay } from '../ui/page.js';
import type { BooksAsked } from './books-asked.service.js';
import { journalHref, registerHref } from './books-links.js';
import { BooksFilter, ComputedFrom, Drill, SheetLinks, Sided } from './books-parts.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/chart-tree';

type Props = { asked: BooksAsked; tree: ChartTree };

/** The chart with what stands on it: classes, codes, accounts, opened and closed in place. */
export function ChartTreeSheet({ asked, tree }: Props): VNode {
  const say = useSay();
  const title = say('Cây tài khoản', 'Chart of accounts');
  const values = { unit: asked.unit?.value, fund: asked.fund?.value, from: asked.from, asOf: asked.until };
  return (
    <Stack>
      <PrintHead unit={asked.unit?.label ?? ''} title={title} number={asked.fund?.label ?? ''} />
      <PageHead
        title={title}
        lead={<ComputedFrom asked={asked} sequence={tree.sequence} />}
        actions={<SheetLinks sheet="chart" values={{ ...values, known: tree.sequence }} />}
      />
      <BooksTabs current={HERE} />
      <BooksFilter asked={asked} action={HERE} last="asOf" />
      <Sheet flush>
        {tree.classes.length === 0 ? (
          <EmptyState icon="book-open" title={say('Chưa có bút toán nào đến ngày này', 'No entry up to this day')}>
            {say('Ghi khoản ủng hộ hoặc thả sao kê để mở sổ.', 'Record a gift or import a statement to begin.')}
          </EmptyState>
        ) : (
          <div class="tree">
            <TreeHead />
            {tree.classes.map((node) => (
              <Branch key={node.code} node={node} asked={asked} depth={0} />
            ))}
          </div>
        )}
      </Sheet>
      <p class="soft small">
        {say('Bấm một con số để xem những bút toán làm nên nó.', 'Press a figure to see the entries that make it.')}
      </p>
    </Stack>
  );
}

function TreeHead(): VNode {
  const say = useSay();
  return (
    <div class="tree-line tree-head" aria-hidden="true">
      <span>{say('Tài khoản', 'Account')}</span>
      <span class="n tree-turnover">{say('Phát sinh Nợ', 'Debits')}</span>
      <span class="n tree-turnover">{say('Phát sinh Có', 'Credits')}</span>
      <span class="n">{say('Số dư', 'Balance')}</span>
    </div>
  );
}

function Branch({ node, asked, depth }: { node: ChartNode; asked: BooksAsked; depth: number }): VNode {
  const say = useSay();
  const within = { code: node.code };
  return (
    <details class="tree-branch" open={depth < 1}>
      <summary data-row>
        <span class="tree-line" data-depth={depth}>
          <span class="tree-name">
            <span class="strong">{node.code}</span> {say(node.nameVi, node.nameEn)}
          </span>
          <Figures
            sums={node}
            turnover={journalHref(asked, within)}
            balance={journalHref({ ...asked, from: undefined }, within)}
          />
        </span>
      </summary>
      {node.children.map((child) => (
        <Branch key={child.code} node={child} asked={asked} depth={depth + 1} />
      ))}
      {node.accounts.map((account) => (
        <Leaf key={account.accountId} account={account} asked={asked} depth={depth + 1} />
      ))}
    </details>
  );
}

function Leaf({ account, asked, depth }: { account: TrialBalanceRow; asked: BooksAsked; depth: number }): VNode {
  const fund = asked.fund ? undefined : asked.funds.find(({ value }) => value === account.fundId)?.label;
  const register = registerHref(account.accountId, asked);
  return (
    <div class="tree-line tree-leaf" data-depth={depth}>
      <span class="tree-name">
        <a href={register} data-row>
          {account.label}
        </a>
        {fund !== undefined && !account.label.includes(fund) && <span class="soft small"> {fund}</span>}
      </span>
      <Figures
        sums={account}
        turnover={register}
        balance={registerHref(account.accountId, { ...asked, from: undefined })}
      />
    </div>
  );
}

function Figures(props: {
  sums: Pick<TrialBalanceRow, 'debit' | 'credit' | 'balance'>;
  turnover: string;
  balance: string;
}): VNode {
  const { debit, credit, balance } = props.sums;
  return (
    <>
      <span class="n tree-turnover">
        <Drill amount={debit} href={props.turnover} />
      </span>
      <span class="n tree-turnover">
        <Drill amount={credit} href={props.turnover} />
      </span>
      <span class="n">
        <Sided balance={balance} href={props.balance} />
      </span>
    </>
  );
}
