/** True, waiting or wrong: never by colour alone, always with a sign and a word. */
import type { ComponentChildren, VNode } from 'preact';
import { formatNumber } from '../../platform/money.js';
import { Icon, type IconName } from './icon.js';
import { useSay } from './page.js';

export type Tone = 'true' | 'wait' | 'wrong' | 'plain';

const SIGNS = {
  true: 'circle-check',
  wait: 'clock',
  wrong: 'triangle-alert',
  plain: 'circle',
  gold: 'star',
} as const satisfies Record<Tone | 'gold', IconName>;

/** A state in a word or two, as `<Tag tone="true">đã vào sổ</Tag>`. Gold is for what is honoured and nothing else. */
export function Tag({ tone, children }: { tone: Tone | 'gold'; children: ComponentChildren }): VNode {
  return (
    <span class={`tag is-${tone}`}>
      {tone !== 'plain' && <Icon name={SIGNS[tone]} />}
      {children}
    </span>
  );
}

/** A sentence about what happened or what to mind. `wrong` is spoken at once by a screen reader. */
export function Notice(props: {
  tone: Tone;
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}): VNode {
  return (
    <div class={`notice is-${props.tone}`} role={props.tone === 'wrong' ? 'alert' : 'status'}>
      <Icon name={props.tone === 'plain' ? 'info' : SIGNS[props.tone]} />
      <div>
        {props.title !== undefined && <p class="strong">{props.title}</p>}
        {props.children !== undefined && <div class="notice-text">{props.children}</div>}
      </div>
      {props.actions !== undefined && <div class="end buttons">{props.actions}</div>}
    </div>
  );
}

/** The large answer at the top of a receipt's page: a sign, the verdict, then what it is about. */
export function Seal(props: {
  tone: Tone;
  title: string;
  note?: ComponentChildren;
  children?: ComponentChildren;
}): VNode {
  const sign = props.tone === 'wrong' ? 'circle-x' : SIGNS[props.tone];
  return (
    <section class={`sheet seal is-${props.tone}`}>
      <Icon name={sign} />
      <h1>{props.title}</h1>
      {props.note !== undefined && <p class="soft">{props.note}</p>}
      {props.children}
    </section>
  );
}

export type Step = { label: string; state: 'done' | 'now' | 'todo' | 'wrong'; note?: ComponentChildren };

/** The way of a batch: who has done what, where it stands now, what is still to come. */
export function Steps({ steps }: { steps: Step[] }): VNode {
  const say = useSay();
  const words = {
    done: say('xong', 'done'),
    now: say('đang ở đây', 'now'),
    todo: say('chưa tới', 'to come'),
    wrong: say('bị dừng', 'stopped'),
  };
  const signs = { done: 'check', now: 'hourglass', todo: 'circle', wrong: 'x' } as const;
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step.label} class={`step-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span class="step-sign">
            <Icon name={signs[step.state]} />
          </span>
          <span>
            <span class="strong">{step.label}</span> <span class="unseen">({words[step.state]})</span>
            {step.note !== undefined && <span class="soft small step-note">{step.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/**
 * Long work that can be left and come back to. With script it asks `pollHref` every two seconds and is replaced by the
 * answer; without, the page's layout reloads it (`refresh`). `total` unknown shows that it runs, not how far.
 */
export function Progress(props: {
  label: string;
  done: number;
  total?: number;
  /** Address of this same component as a fragment; left out once the work is done. */
  pollHref?: string;
  children?: ComponentChildren;
}): VNode {
  const { done, total } = props;
  const poll = props.pollHref
    ? { 'hx-get': props.pollHref, 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' }
    : { 'data-done': true };
  return (
    <div class="progress" {...poll}>
      <div class="row">
        <span class="strong">{props.label}</span>
        <span class="end figures-text">
          {total === undefined ? formatNumber(done) : `${formatNumber(done)} / ${formatNumber(total)}`}
        </span>
      </div>
      <progress aria-label={props.label} value={total === undefined ? undefined : done} max={total ?? 1} />
      {props.children}
    </div>
  );
}
