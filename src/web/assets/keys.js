/**
 * What script adds to pages that work without it: keys, digits grouped as one types, dates completed, a draft kept.
 * No dependency, no inline script; the strict policy `script-src 'self'` stays.
 */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Keys: an element with data-key="g" is pressed, or focused, by that key. */

const SINGLE_KEYS_OFF = 'keys-off';
const typing = (element) =>
  element.matches?.(
    'input:not([type=checkbox],[type=radio],[type=file],[type=submit]), textarea, select, [contenteditable]',
  );

/** The key's name as in data-key. A Vietnamese input method may hide the letter: then the place on the keyboard tells. */
function nameOf(event) {
  const hidden = event.key === 'Process' || event.key === 'Unidentified';
  const key = hidden && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + key.toLowerCase();
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const name = nameOf(event);
  const target = event.target;
  if (name === 'ctrl+enter') return sendForm(event);
  if (name === 'escape' && typing(target)) return target.blur();
  if (name === 'enter' && typing(target) && target.form?.matches('[data-enter-moves]')) return moveOn(event);
  if (typing(target) || event.ctrlKey || event.metaKey) return;
  if (name === 'arrowdown' || name === 'arrowup') return moveRow(event, name === 'arrowdown' ? 1 : -1);
  if (target.closest?.('dialog[open]')) return;
  if ((name === 'arrowright' || name === 'arrowleft') && turnBranch(event, name === 'arrowright')) return;
  // Enter and space belong to what has the focus.
  if ((name === 'enter' || name === ' ') && target.matches?.('a, button, summary, input')) return;
  if (name.length === 1 && localStorage.getItem(SINGLE_KEYS_OFF)) return;
  if (name === '?') return press(event, document.querySelector('[data-help]'));
  if (name === 'j' || name === 'k') return moveRow(event, name === 'j' ? 1 : -1);
  const wanted = all('[data-key]').find((element) => keysOf(element).includes(name) && isShown(element));
  if (wanted) press(event, wanted);
});

/* `data-key="n ArrowRight"`: either key. */
const keysOf = (element) => element.dataset.key.toLowerCase().split(' ');
const isShown = (element) => !element.disabled && element.getClientRects().length > 0;

function press(event, element) {
  if (!element) return;
  event.preventDefault();
  if (!typing(element)) return element.click();
  element.focus();
  element.select?.();
}

function sendForm(event) {
  const form = event.target.closest?.('form') ?? document.querySelector('main form[method=post]');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('.btn.main') ?? undefined);
}

/* In a form that is typed all day Enter goes to the next field, and from the last one to the button. */
function moveOn(event) {
  const { target } = event;
  const stops = all('input:not([type=hidden]), select, textarea, button', target.form).filter(isShown);
  const next = stops[stops.indexOf(target) + 1];
  if (!next || target.tagName === 'TEXTAREA') return;
  event.preventDefault();
  next.focus();
  next.select?.();
}

function moveRow(event, step) {
  const rows = all('tr.opens a.whole, [data-row]').filter(isShown);
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  (next.closest('tr') ?? next).scrollIntoView({ block: 'nearest' });
}

/* In a tree → opens the branch that has the focus and ← closes it; anywhere else they turn the page. */
function turnBranch(event, open) {
  const branch = event.target.closest?.('summary')?.parentElement;
  if (!branch || branch.open === open) return false;
  event.preventDefault();
  branch.open = open;
  return true;
}

/* On a phone the navigation is one row: the place one is at is brought into sight. */

for (const here of all('.side [aria-current], .bar-nav [aria-current], .tabs [aria-current]')) {
  here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
}

/* Help: `?` opens the dialog, with the keys that this screen carries. */

const help = document.getElementById('help');
if (help) {
  for (const link of all('[data-help]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      listKeys();
      if (!help.open) help.showModal();
    });
  }
  help.addEventListener('click', (event) => {
    if (event.target !== help && !event.target.closest('[data-close]')) return;
    event.preventDefault();
    help.close();
  });
  const toggle = help.querySelector('[data-keys-switch]');
  const box = toggle.querySelector('input');
  toggle.hidden = false;
  box.checked = !localStorage.getItem(SINGLE_KEYS_OFF);
  box.addEventListener('change', () =>
    box.checked ? localStorage.removeItem(SINGLE_KEYS_OFF) : localStorage.setItem(SINGLE_KEYS_OFF, '1'),
  );
}

function listKeys() {
  const list = help.querySelector('[data-keys-list]');
  for (const old of all('[data-found]', list)) old.remove();
  for (const element of all('[data-key]').filter(isShown)) {
    if (element.dataset.key === '/') continue;
    const entry = document.createElement('div');
    entry.dataset.found = '';
    const key = document.createElement('kbd');
    key.textContent = element.dataset.key.split(' ').map(signOf).join(' ');
    entry.append(document.createElement('dt'), document.createElement('dd'));
    entry.firstChild.append(key);
    entry.lastChild.textContent = wordsOf(element);
    list.append(entry);
  }
}

const SIGNS = { ArrowLeft: '←', ArrowRight: '→' };
const signOf = (key) => SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** What the element says, without its own key. */
function wordsOf(element) {
  const label = element.querySelector('.nav-label, .btn > span');
  const spoken = element.labels?.[0] ?? label ?? element;
  return (element.getAttribute('aria-label') ?? spoken.textContent).replace(/\s+/g, ' ').trim();
}

/* Amounts: grouped as one types; 500k, 5tr, 1,5ty are written out on leaving. */

const UNITS = { k: 3, ng: 3, n: 3, tr: 6, trieu: 6, triệu: 6, ty: 9, tỷ: 9, tỉ: 9 };
const grouped = (digits) => digits.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, '.');

document.addEventListener('input', (event) => {
  const field = event.target;
  if (!field.matches('[data-money]') || event.isComposing || !/^[\d.\s]*$/.test(field.value)) return;
  const digitsAfter = field.value.slice(field.selectionStart).replace(/\D/g, '').length;
  field.value = grouped(field.value.replace(/\D/g, ''));
  let at = field.value.length;
  for (let left = digitsAfter; left > 0; at -= 1) if (/\d/.test(field.value[at - 1])) left -= 1;
  field.setSelectionRange(at, at);
});

function writeOutAmount(field) {
  const [, whole, part = '', unit] =
    /^(\d+)(?:[.,](\d{1,3}))?\s*([a-zỉỷệ]+)$/i.exec(field.value.trim().normalize('NFC')) ?? [];
  const zeros = unit && UNITS[unit.toLowerCase()];
  if (!zeros) return;
  field.value = grouped(whole + part.padEnd(zeros, '0'));
}

/* Dates: 5/7 becomes 05/07 of this year. */

function completeDate(field) {
  const [, day, month, year] = /^(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{2}|\d{4}))?$/.exec(field.value.trim()) ?? [];
  if (!day || +day > 31 || +month > 12) return;
  const thisYear = field.dataset.date.slice(0, 4) || String(new Date().getFullYear());
  const full = year === undefined ? thisYear : year.length === 2 ? `20${year}` : year;
  field.value = `${day.padStart(2, '0')}/${month.padStart(2, '0')}/${full}`;
}

function complete(field) {
  if (field.matches?.('[data-money]')) writeOutAmount(field);
  if (field.matches?.('[data-date]')) completeDate(field);
}
document.addEventListener('focusout', (event) => complete(event.target));

/*
 * Drafts: what was typed survives a reload, with the form's idempotency key, so that sending it again after a lost
 * connection writes once. A draft that was sent and answered is forgotten; a problem page means that nothing was
 * written, so the draft stays but takes a new key.
 */

const PREFIX = 'draft:';
const kept = (form) => PREFIX + location.pathname + ' ' + form.dataset.draft;
const fieldsOf = (form) =>
  all('input, select, textarea', form).filter(
    (field) =>
      field.name &&
      !/^(password|file|submit|button)$/.test(field.type) &&
      !(field.type === 'hidden' && field.name !== 'idempotencyKey'),
  );

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(form, sent) {
  const values = fieldsOf(form).map((field) =>
    /checkbox|radio/.test(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value],
  );
  try {
    sessionStorage.setItem(kept(form), JSON.stringify({ values, sent }));
  } catch {
    /* The store is full or off: the form works without a draft. */
  }
}

function restore(form, values) {
  const fields = fieldsOf(form);
  for (const [name, value, checked] of values) {
    const field = fields.find((one) => one.name === name && (checked === undefined || one.value === value));
    if (!field) continue;
    if (checked === undefined) field.value = value;
    else field.checked = checked;
  }
}

function settleSent(keepThem) {
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(key);
    if (!draft?.sent) continue;
    const values = draft.values.filter(([name]) => name !== 'idempotencyKey');
    if (keepThem) sessionStorage.setItem(key, JSON.stringify({ values, sent: false }));
    else sessionStorage.removeItem(key);
  }
}

const arrival = performance.getEntriesByType('navigation')[0]?.type ?? 'navigate';
if (document.querySelector('.problem-page')) settleSent(true);
else if (arrival === 'navigate') settleSent(false);

for (const form of all('form[data-draft]')) {
  const draft = read(kept(form));
  if (draft && !('problems' in form.dataset)) restore(form, draft.values);
}
document.addEventListener('input', (event) => {
  if (event.target.form?.matches('[data-draft]')) keep(event.target.form, false);
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  for (const field of all('[data-money], [data-date]', form)) complete(field);
  if (form.matches('[data-forget]')) sessionStorage.clear();
  else if (form.matches('[data-draft]')) keep(form, true);
});

/* Files: the drop area says that it takes what is held over it. */

for (const type of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, (event) => {
    const area = event.target.closest?.('.drop');
    if (!area) return;
    area.classList.toggle('over', type === 'dragover');
    if (type === 'dragleave') return;
    event.preventDefault();
    const input = area.querySelector('input[type=file]');
    if (type !== 'drop' || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}
