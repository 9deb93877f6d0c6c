/** `?` shows the keys and a short help for this screen. */
import type { ComponentChildren, VNode } from 'preact';
import { KeyHint } from './form.js';
import { Icon } from './icon.js';
import { useSay } from './page.js';

/**
 * The keys of the whole desk; keys.js adds those that this screen carries in `data-key`. Without script the link
 * `#help` shows the dialog by `:target`. Single letters can be switched off (WCAG 2.1.4).
 */
export function HelpDialog({ children }: { children?: ComponentChildren }): VNode {
  const say = useSay();
  const keys: [keys: string, what: string][] = [
    ['?', say('Bảng này', 'This table')],
    ['/', say('Tìm', 'Search')],
    ['Ctrl+Enter', say('Gửi biểu mẫu', 'Send the form')],
    ['↑ ↓', say('Dòng trước, dòng sau trong bảng', 'Row above, row below in a table')],
    ['K J', say('Cũng vậy, bằng phím chữ', 'The same, by letters')],
    ['← →', say('Trang trước, trang sau; đóng, mở nhánh', 'Page before, next page; close, open a branch')],
    ['Enter', say('Mở dòng', 'Open the row')],
    ['Esc', say('Đóng, rời ô đang gõ', 'Close, leave the field')],
  ];
  return (
    <dialog id="help" class="help sheet" aria-labelledby="help-title">
      <div class="row">
        <h2 id="help-title">{say('Phím tắt và trợ giúp', 'Keys and help')}</h2>
        <a class="tool end" href="#main" data-close>
          <Icon name="x" label={say('Đóng', 'Close')} />
        </a>
      </div>
      {children !== undefined && <div class="help-text">{children}</div>}
      <dl class="keys" data-keys-list>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <KeyHint>{key}</KeyHint>
              <span class="unseen">{key}</span>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="choice" data-keys-switch hidden>
        <input type="checkbox" /> <span>{say('Dùng phím một chữ', 'Use single-letter keys')}</span>
      </label>
    </dialog>
  );
}
