/** How things stand on a page: head, sheets, rows and columns. No data, no words of their own. */
import type { ComponentChildren, VNode } from 'preact';
import { Icon, type IconName } from './icon.js';
import { usePage, useSay, withQuery } from './page.js';
import type { Tone } from './tag.js';

type Level = 1 | 2 | 3;
type WithChildren = { children?: ComponentChildren };

/** Title of a page with its way back, one line about it, and its actions at the right. */
export function PageHead(props: {
  title: ComponentChildren;
  crumbs?: Crumb[];
  lead?: ComponentChildren;
  /** A `Tag` beside the title. */
  tag?: ComponentChildren;
  /** Buttons and links. */
  actions?: ComponentChildren;
}): VNode {
  return (
    <div class="page-head">
      {props.crumbs && <Breadcrumb items={props.crumbs} />}
      <div class="row">
        <h1>{props.title}</h1>
        {props.tag}
        {props.actions && <div class="end buttons">{props.actions}</div>}
      </div>
      {props.lead && <p class="lead">{props.lead}</p>}
    </div>
  );
}

export type Crumb = { href?: string; label: string };

/** The way back, from far to near; the last one, without `href`, is where one is. */
export function Breadcrumb({ items }: { items: Crumb[] }): VNode {
  const say = useSay();
  return (
    <nav class="crumbs" aria-label={say('Đường dẫn', 'Breadcrumb')}>
      <ol>
        {items.map((item) => (
          <li key={item.label}>
            {item.href ? <a href={item.href}>{item.label}</a> : <span aria-current="page">{item.label}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A white sheet on the paper, with a title and actions when given. `tone` colours its upper edge. */
export function Sheet(
  props: WithChildren & {
    title?: ComponentChildren;
    note?: ComponentChildren;
    actions?: ComponentChildren;
    tone?: Tone | 'gold' | 'red';
    id?: string;
    /** Rank of the title: 1 where it is the title of the page. */
    level?: Level;
    /** Without padding, for a table that reaches the edges. */
    flush?: boolean;
  },
): VNode {
  const head = props.title !== undefined || props.actions !== undefined || props.note !== undefined;
  return (
    <section class={`sheet${props.flush ? ' flush' : ''}${props.tone ? ` edge-${props.tone}` : ''}`} id={props.id}>
      {head && (
        <div class="row sheet-head">
          {props.title !== undefined && <Heading level={props.level ?? 2}>{props.title}</Heading>}
          {props.note !== undefined && <span class="soft small">{props.note}</span>}
          {props.actions !== undefined && <div class="end buttons">{props.actions}</div>}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** A sheet that is one thing among others, as a fund or an appeal; the whole card opens `href`. */
export function Card(
  props: WithChildren & {
    title: ComponentChildren;
    href?: string;
    note?: ComponentChildren;
    tone?: Tone | 'gold';
    level?: Level;
  },
): VNode {
  return (
    <article class={`sheet card${props.tone ? ` edge-${props.tone}` : ''}`}>
      <div class="row">
        <Heading level={props.level ?? 2}>
          {props.href ? (
            <a class="whole" href={props.href}>
              {props.title}
            </a>
          ) : (
            props.title
          )}
        </Heading>
        {props.note !== undefined && <span class="end soft small">{props.note}</span>}
      </div>
      {props.children}
    </article>
  );
}

/** A title of this rank; how large it looks is the place's business. */
function Heading({ level, children }: WithChildren & { level: Level }): VNode {
  return level === 1 ? <h1>{children}</h1> : level === 2 ? <h2>{children}</h2> : <h3>{children}</h3>;
}

/** Cards side by side, as many as fit. */
export function Cards({ children }: WithChildren): VNode {
  return <div class="cards">{children}</div>;
}

/** One under another. */
export function Stack({ gap = 'm', children }: WithChildren & { gap?: 's' | 'm' | 'l' }): VNode {
  return <div class={`stack gap-${gap}`}>{children}</div>;
}

/** Side by side on one line, wrapping; a child in `<End>` goes to the right. */
export function Row({ children }: WithChildren): VNode {
  return <div class="row">{children}</div>;
}

export function End({ children }: WithChildren): VNode {
  return <div class="end">{children}</div>;
}

/** Two columns that become one on a phone; `wide` gives the first one more room. */
export function Columns({ wide, children }: WithChildren & { wide?: boolean }): VNode {
  return <div class={`columns${wide ? ' wide' : ''}`}>{children}</div>;
}

/** Quieter words: what explains, not what counts. */
export function Soft({ children, block }: WithChildren & { block?: boolean }): VNode {
  return block ? <p class="soft small">{children}</p> : <span class="soft small">{children}</span>;
}

/** Facts as term and value; `figures` aligns the values to the right as in a book. */
export function DefinitionList(props: {
  items: { term: ComponentChildren; value: ComponentChildren }[];
  figures?: boolean;
}): VNode {
  return (
    <dl class={props.figures ? 'facts figures' : 'facts'}>
      {props.items.map((item, index) => (
        <div key={index}>
          <dt>{item.term}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Something more for who wants it. */
export function Disclosure(props: WithChildren & { summary: ComponentChildren; open?: boolean }): VNode {
  return (
    <details class="more" open={props.open}>
      <summary>{props.summary}</summary>
      <div class="stack gap-s">{props.children}</div>
    </details>
  );
}

export type Tab = { href: string; label: string; count?: number };

/** Views of one thing, each its own address; `current` is the href of the one shown. */
export function Tabs({ tabs, current, label }: { tabs: Tab[]; current: string; label?: string }): VNode {
  const say = useSay();
  return (
    <nav class="tabs" aria-label={label ?? say('Các phần', 'Views')}>
      {tabs.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab.href === current ? 'page' : undefined}>
          {tab.label}
          {tab.count !== undefined && <span class="count">{tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}

/** A list that has nothing yet says what to do next. */
export function EmptyState(
  props: WithChildren & { title: string; icon?: IconName; action?: ComponentChildren },
): VNode {
  return (
    <div class="empty">
      <Icon name={props.icon ?? 'file-text'} />
      <p class="strong">{props.title}</p>
      {props.children !== undefined && <p class="soft">{props.children}</p>}
      {props.action !== undefined && <div class="buttons">{props.action}</div>}
    </div>
  );
}

/**
 * Where a list goes on. Keeps the rest of the query; leads back to the start once one has moved. A list that can be
 * turned both ways gives `prevCursor` too, and its arrows answer to ← and →; `lastCursor` is its end.
 */
export function Pager(props: {
  nextCursor?: string | null;
  prevCursor?: string | null;
  lastCursor?: string | null;
  param?: string;
}): VNode | null {
  const say = useSay();
  const { path } = usePage();
  const { nextCursor, prevCursor, lastCursor, param = 'cursor' } = props;
  const moved = new URL(path, 'http://page.invalid').searchParams.has(param);
  if (!nextCursor && !moved) return null;
  const to = (cursor: string | undefined): string => withQuery(path, { [param]: cursor });
  return (
    <nav class="pager buttons" aria-label={say('Các trang', 'Pages')}>
      {moved && (
        <a class="btn" href={to(undefined)}>
          {!prevCursor && <Icon name="arrow-left" />} {say('Về đầu danh sách', 'Back to the start')}
        </a>
      )}
      {prevCursor && (
        <a class="btn" rel="prev" href={to(prevCursor)} data-key="ArrowLeft">
          <Icon name="arrow-left" /> {say('Trang trước', 'Page before')}
        </a>
      )}
      {nextCursor && (
        <a class="btn" rel="next" href={to(nextCursor)} data-key="n ArrowRight">
          {prevCursor === undefined ? say('Xem tiếp', 'More') : say('Trang sau', 'Next page')}{' '}
          <Icon name="arrow-right" />
        </a>
      )}
      {lastCursor && (
        <a class="btn" href={to(lastCursor)}>
          {say('Về cuối', 'To the end')}
        </a>
      )}
    </nav>
  );
}

/** Head of a printed list or sheet; unseen on the screen. `qr` is a finished inline SVG. */
export function PrintHead(props: { unit: string; title: string; number?: string; qr?: ComponentChildren }): VNode {
  return (
    <div class="print-head">
      <div>
        <p class="strong">{props.unit}</p>
        <p class="print-title">{props.title}</p>
        {props.number && <p>{props.number}</p>}
      </div>
      {props.qr}
    </div>
  );
}
