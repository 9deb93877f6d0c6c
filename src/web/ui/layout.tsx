/** The four frames that every page stands in: the desk, the portal, a phone's page, and a plain one. */
import type { ComponentChildren, VNode } from 'preact';
import { assetUrl } from '../assets.js';
import { PageHeader } from './header.js';
import { HelpDialog } from './help.js';
import { Icon, type IconName } from './icon.js';
import { usePage, useSay } from './page.js';
import { KeyHint } from './form.js';
import { Notice } from './tag.js';

/** A place one can go to. `key` goes there from the keyboard; `count` says how much waits. */
export type NavItem = { href: string; vi: string; en: string; key?: string; count?: number; icon?: IconName };

type LayoutProps = {
  /** Of the browser's window: this page, without the product's name. */
  title: string;
  children: ComponentChildren;
  /** Reload without script after so many seconds, while long work runs. */
  refreshSeconds?: number;
};

/** The clerk's and the board's desk: what waits at the left, the work at the right. */
export function DeskLayout(
  props: LayoutProps & {
    nav: NavItem[];
    /** href of the item one is at. */
    current: string;
    /** Where the header's search goes, with `?q=`. */
    searchHref?: string;
    /** A short help for this screen, shown by `?`. */
    help?: ComponentChildren;
  },
): VNode {
  return (
    <Document title={props.title} refreshSeconds={props.refreshSeconds} scripts>
      <PageHeader home={props.nav[0]?.href ?? '/'} searchHref={props.searchHref} keys />
      <div class="desk">
        <SideNav nav={props.nav} current={props.current} />
        <main id="main" tabIndex={-1}>
          <PageNotice />
          {props.children}
        </main>
      </div>
      <HelpDialog>{props.help}</HelpDialog>
    </Document>
  );
}

/** Public pages: figures, appeals, search. */
export function PortalLayout(
  props: LayoutProps & {
    nav: NavItem[];
    current: string;
    /** Whose figures these are. */
    unit?: string;
    /** For search engines and shared links. */
    description?: string;
  },
): VNode {
  return (
    <Document title={props.title} description={props.description} refreshSeconds={props.refreshSeconds} scripts>
      <PageHeader home="/" unit={props.unit} nav={props.nav} current={props.current} />
      <main id="main" class="portal" tabIndex={-1}>
        <PageNotice />
        {props.children}
      </main>
      <PageFooter />
    </Document>
  );
}

/** One thing on a phone, as a receipt: small enough for a weak connection, with one small script at most. */
export function PhoneLayout(props: LayoutProps & { description?: string; script?: string }): VNode {
  return (
    <Document
      title={props.title}
      description={props.description}
      refreshSeconds={props.refreshSeconds}
      script={props.script}
    >
      <PageHeader home="/" />
      <main id="main" class="phone" tabIndex={-1}>
        <PageNotice />
        {props.children}
      </main>
      <PageFooter />
    </Document>
  );
}

/** Sign-in, errors, and whatever is one short thing. */
export function PlainLayout(props: LayoutProps): VNode {
  return (
    <Document title={props.title} refreshSeconds={props.refreshSeconds} scripts>
      <PageHeader home="/" />
      <main id="main" class="plain" tabIndex={-1}>
        <PageNotice />
        {props.children}
      </main>
      <PageFooter />
    </Document>
  );
}

function Document(
  props: LayoutProps & { description?: string | undefined; scripts?: boolean; script?: string | undefined },
): VNode {
  const page = usePage();
  const say = useSay();
  return (
    <html lang={page.lang} data-large={page.large || undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${props.title} · Sổ Vàng`}</title>
        {props.description && <meta name="description" content={props.description} />}
        <link rel="icon" href={assetUrl('favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetUrl('style.css')} />
        {props.refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(props.refreshSeconds)} />
          </noscript>
        )}
        {props.script !== undefined && <script type="module" src={assetUrl(props.script)} />}
        {props.scripts && (
          <>
            <script src={assetUrl('keys.js')} defer />
            <script src={assetUrl('htmx.min.js')} defer />
          </>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          {say('Tới nội dung', 'Skip to content')}
        </a>
        {page.demo && (
          <aside class="demo" aria-label={say('Dữ liệu minh họa', 'Demonstration data')}>
            <strong>{say('Dữ liệu minh họa', 'Demonstration data')}.</strong>{' '}
            {say('Tên và số tiền không có thật.', 'Names and amounts are invented.')}
          </aside>
        )}
        {props.children}
      </body>
    </html>
  );
}

function SideNav({ nav, current }: { nav: NavItem[]; current: string }): VNode {
  const say = useSay();
  return (
    <nav class="side" aria-label={say('Việc', 'Work')}>
      {nav.map((item) => (
        <a
          key={item.href}
          href={item.href}
          data-key={item.key}
          aria-current={item.href === current ? 'page' : undefined}
        >
          {item.icon && <Icon name={item.icon} />}
          <span class="nav-label">{say(item.vi, item.en)}</span>
          {item.count !== undefined && item.count > 0 && (
            <span class="count">
              {item.count}
              <span class="unseen"> {say('đang chờ', 'waiting')}</span>
            </span>
          )}
          {item.key && <KeyHint>{item.key.toUpperCase()}</KeyHint>}
        </a>
      ))}
    </nav>
  );
}

function PageNotice(): VNode | null {
  const { notice } = usePage();
  return notice === undefined ? null : <Notice tone="true" title={notice} />;
}

function PageFooter(): VNode {
  const say = useSay();
  return (
    <footer class="foot">
      <p>
        {say(
          'Sổ Vàng: sổ kép mở của các quỹ cứu trợ và an sinh, Mặt trận Tổ quốc Việt Nam.',
          'Sổ Vàng: the open double-entry ledger of the relief and welfare funds of the Vietnam Fatherland Front.',
        )}
      </p>
    </footer>
  );
}
