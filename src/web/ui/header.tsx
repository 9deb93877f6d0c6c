/** The bar at the top: whose page this is, where one can go, how one reads it, and who is signed in. */
import type { VNode } from 'preact';
import { KeyHint } from './form.js';
import { BrandMark, Icon } from './icon.js';
import type { NavItem } from './layout.js';
import { usePage, useSay, withQuery } from './page.js';

/** Where the sign-out button posts to. */
export const SIGN_OUT_PATH = '/sign-out';
/** Where one changes one's own password. */
export const PASSWORD_PATH = '/account/password';

export function PageHeader(props: {
  home: string;
  unit?: string;
  nav?: NavItem[];
  current?: string;
  searchHref?: string;
  /** Whether there is a dialog of keys to open. */
  keys?: boolean;
}): VNode {
  const { actor } = usePage();
  const unit = props.unit ?? actor?.unitName;
  return (
    <header class="bar">
      <a class="brand" href={props.home}>
        <BrandMark /> Sổ Vàng
      </a>
      {unit && <span class="bar-unit soft small">{unit}</span>}
      {props.nav && <BarNav nav={props.nav} current={props.current} />}
      {props.searchHref && <BarSearch action={props.searchHref} />}
      <div class="bar-tools">
        <ReaderSwitches />
        {props.keys && <HelpLink />}
        {actor && <SignedIn />}
      </div>
    </header>
  );
}

function BarNav({ nav, current }: { nav: NavItem[]; current: string | undefined }): VNode {
  const say = useSay();
  return (
    <nav class="bar-nav" aria-label={say('Các trang', 'Pages')}>
      {nav.map((item) => (
        <a
          key={item.href}
          href={item.href}
          data-key={item.key}
          aria-current={item.href === current ? 'page' : undefined}
        >
          {say(item.vi, item.en)}
        </a>
      ))}
    </nav>
  );
}

function BarSearch({ action }: { action: string }): VNode {
  const say = useSay();
  const words = say('Tìm tên, số biên nhận, số tiền', 'Find a name, a receipt number, an amount');
  return (
    <form class="bar-search" action={action} method="get" role="search">
      <Icon name="search" />
      <input type="search" name="q" placeholder={words} aria-label={words} maxlength={200} data-key="/" />
      <KeyHint>/</KeyHint>
    </form>
  );
}

/** Language and large print: links that work without script and come back to the same page. */
function ReaderSwitches(): VNode {
  const { lang, large, path } = usePage();
  const say = useSay();
  const other = lang === 'vi' ? 'en' : 'vi';
  return (
    <>
      <a class="tool" href={withQuery(path, { large: large ? '0' : '1' })} rel="nofollow">
        <Icon name="a-large-small" label={large ? say('Chữ thường', 'Normal print') : say('Chữ to', 'Large print')} />
      </a>
      <a class="tool" href={withQuery(path, { lang: other })} hreflang={other} lang={other} rel="nofollow">
        <span aria-hidden="true">{other.toUpperCase()}</span>
        <span class="unseen">{other === 'en' ? 'English' : 'Tiếng Việt'}</span>
      </a>
    </>
  );
}

function HelpLink(): VNode {
  const say = useSay();
  return (
    <a class="tool" href="#help" data-help>
      <Icon name="circle-help" label={say('Phím tắt và trợ giúp', 'Keys and help')} />
    </a>
  );
}

function SignedIn(): VNode | null {
  const { actor } = usePage();
  const say = useSay();
  if (!actor) return null;
  return (
    <form class="who" method="post" action={SIGN_OUT_PATH} data-forget>
      <span class="who-name small">
        {actor.name}
        <span class="soft"> · {actor.roleLabel}</span>
      </span>
      <a class="tool" href={PASSWORD_PATH}>
        <Icon name="lock" label={say('Đổi mật khẩu', 'Change password')} />
      </a>
      <button class="tool" type="submit">
        <Icon name="log-out" label={say('Đăng xuất', 'Sign out')} />
      </button>
    </form>
  );
}
