/**
 * Forms that work without script: one column, label above, the problem beside the field, nothing typed is lost.
 * Script (assets/keys.js) only adds: digits grouped as they are typed, dates completed, a draft kept over a reload.
 */
import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { newId } from '../../platform/ids.js';
import type { FormState } from './form-state.js';
import { Icon, type IconName } from './icon.js';
import { useSay } from './page.js';
import { Notice } from './tag.js';

type FormScope = { state: FormState; focus: { taken: boolean } };

const EMPTY: FormState = { values: {}, problems: {} };
const Scope = createContext<FormScope>({ state: EMPTY, focus: { taken: false } });

/**
 * A form and the values that its fields show.
 * A POST carries a hidden `idempotencyKey` made when the page is made, so that sending it twice writes once.
 */
export function Form(props: {
  action: string;
  method?: 'post' | 'get';
  state?: FormState;
  /** Values sent along unseen, as an id. */
  hidden?: Record<string, string>;
  /** With files: multipart. */
  upload?: boolean;
  /** `false` keeps no draft in the browser, as for a password. */
  draft?: boolean;
  /** Fields beside each other where there is room, as in a search. */
  inline?: boolean;
  /** Enter goes to the next field, and Ctrl+Enter sends: for what is typed all day. */
  enterMoves?: boolean;
  label?: string;
  /** For controls that stand outside it, as in the rows of a table: they name it by their `form` attribute. */
  id?: string;
  children: ComponentChildren;
}): VNode {
  const post = props.method !== 'get';
  const state = props.state ?? EMPTY;
  return (
    <form
      id={props.id}
      action={props.action}
      method={post ? 'post' : 'get'}
      enctype={props.upload ? 'multipart/form-data' : undefined}
      class={props.inline ? 'form inline' : 'form'}
      noValidate
      aria-label={props.label}
      data-draft={post && props.draft !== false ? props.action : undefined}
      data-enter-moves={props.enterMoves || undefined}
      data-problems={Object.keys(state.problems).length > 0 ? true : undefined}
    >
      {post && <input type="hidden" name="idempotencyKey" value={newId()} />}
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <ProblemSummary state={state} />
      <Scope.Provider value={{ state, focus: { taken: false } }}>{props.children}</Scope.Provider>
    </form>
  );
}

/** What is wrong, each with a link to its field. `Form` shows it by itself. */
export function ProblemSummary({ state }: { state: FormState }): VNode | null {
  const say = useSay();
  const problems = Object.entries(state.problems);
  if (problems.length === 0) return null;
  const general = state.problems[''];
  const ofFields = problems.filter(([name]) => name !== '');
  const title = general ?? say('Chưa ghi được. Sửa các ô sau rồi gửi lại:', 'Not saved. Mend these and send again:');
  return (
    <Notice tone="wrong" title={title}>
      {ofFields.length > 0 && (
        <ul class="problems">
          {ofFields.map(([name, sentence]) => (
            <li key={name}>
              <a href={`#${fieldId(name)}`}>{sentence}</a>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** What every field takes. */
export type FieldProps = {
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** Shown until something else was typed. */
  value?: string;
  /** May stay empty; said beside the label. */
  optional?: boolean;
  /** Where one starts, unless there is a problem to go to. */
  autofocus?: boolean;
};

/** Label, hint and problem around any control; `children` gets the attributes that tie them together. */
export function Field(
  props: FieldProps & { group?: boolean; children: (control: ControlProps) => ComponentChildren },
): VNode {
  const say = useSay();
  const control = useControl(props, props.group === true);
  const problem = control.problem;
  const optional = props.optional && <span class="soft optional">{say('không bắt buộc', 'optional')}</span>;
  const body = (
    <>
      {props.hint !== undefined && (
        <p class="hint" id={`${control.attributes.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children(control)}
      {problem !== undefined && (
        <p class="problem" id={`${control.attributes.id}-problem`}>
          <Icon name="triangle-alert" /> {problem}
        </p>
      )}
    </>
  );
  const look = problem === undefined ? 'field' : 'field has-problem';
  if (props.group) {
    return (
      <fieldset class={look} aria-describedby={control.attributes['aria-describedby']}>
        <legend>
          {props.label} {optional}
        </legend>
        {body}
      </fieldset>
    );
  }
  return (
    <div class={look}>
      <label for={control.attributes.id}>
        {props.label} {optional}
      </label>
      {body}
    </div>
  );
}

export type ControlProps = {
  value: string;
  problem: string | undefined;
  attributes: {
    id: string;
    name: string;
    autofocus: true | undefined;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
    'aria-required': true | undefined;
  };
};

/**
 * The value and the attributes of a control in the form around it; the first one with a problem takes the focus.
 * A box that was left unticked is not posted at all: in a form that came back it stays unticked, whatever it started
 * as, or a consent that was withheld would be given.
 */
function useControl(props: FieldProps, group: boolean): ControlProps {
  const { state, focus } = useContext(Scope);
  const id = fieldId(props.name);
  const problem = state.problems[props.name];
  const cameBack = Object.keys(state.problems).length > 0;
  const anyProblem = Object.keys(state.problems).some((name) => name !== '');
  const takes = !focus.taken && (problem !== undefined || (props.autofocus === true && !anyProblem));
  if (takes) focus.taken = true;
  const described = [props.hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`];
  return {
    value: state.values[props.name] ?? (group && cameBack ? '' : (props.value ?? '')),
    problem,
    attributes: {
      id,
      name: props.name,
      autofocus: takes || undefined,
      'aria-describedby': described.filter(Boolean).join(' ') || undefined,
      'aria-invalid': problem !== undefined || undefined,
      'aria-required': !props.optional || undefined,
    },
  };
}

function fieldId(name: string): string {
  return `f-${name.replace(/[^\w-]+/g, '-')}`;
}

/** One of several lines of a form, as a movement: its fields beside each other where there is room. */
export function FormLine({ children }: { children: ComponentChildren }): VNode {
  return <div class="form-line">{children}</div>;
}

/** Buttons of a form in a row, the main one first. */
export function Buttons({ children }: { children: ComponentChildren }): VNode {
  return <div class="buttons">{children}</div>;
}

/** A key as it is drawn on a keyboard. */
export function KeyHint({ children }: { children: string }): VNode {
  return <kbd aria-hidden="true">{children}</kbd>;
}

type ButtonLook = {
  tone?: 'main' | 'plain' | 'wrong';
  icon?: IconName;
  /** The key that presses it, shown on it: `g`, `Enter`, `Ctrl+Enter`. */
  hint?: string;
  children: ComponentChildren;
};

/** Sends the form. `name` and `value` tell which of several was pressed. */
export function SubmitButton(
  props: ButtonLook & { name?: string; value?: string; formAction?: string; disabled?: boolean },
): VNode {
  return (
    <button
      type="submit"
      class={`btn ${props.tone ?? 'main'}`}
      name={props.name}
      value={props.value}
      formAction={props.formAction}
      disabled={props.disabled}
      data-key={props.hint}
    >
      <ButtonFace {...props} />
    </button>
  );
}

/** A link that looks like a button, for going somewhere. */
export function LinkButton(props: ButtonLook & { href: string; download?: boolean }): VNode {
  return (
    <a class={`btn ${props.tone ?? 'plain'}`} href={props.href} download={props.download} data-key={props.hint}>
      <ButtonFace {...props} />
    </a>
  );
}

function ButtonFace({ icon, hint, children }: ButtonLook): VNode {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {hint !== undefined && <KeyHint>{hint.length === 1 ? hint.toUpperCase() : hint}</KeyHint>}
    </>
  );
}
