/** The kinds of field. Each is a `Field` around a plain control of HTML. */
import type { VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { formatNumber } from '../../platform/money.js';
import { Field, type FieldProps } from './form.js';
import type { Option } from './form-state.js';
import { Icon } from './icon.js';
import { usePage, useSay } from './page.js';

export type { Option };

type TextType = 'text' | 'search' | 'email' | 'tel' | 'password' | 'url';

export function TextField(
  props: FieldProps & {
    type?: TextType;
    autocomplete?: string;
    placeholder?: string;
    maxlength?: number;
    inputmode?: 'text' | 'numeric' | 'tel' | 'search';
    readonly?: boolean;
    /** How much is expected: a code, a line. */
    size?: 'short' | 'full';
    /** The key that brings one here, as `/` for search. */
    shortcut?: string;
  },
): VNode {
  return (
    <Field {...props}>
      {(control) => (
        <input
          {...control.attributes}
          type={textType(props.type)}
          value={props.type === 'password' ? '' : control.value}
          autocomplete={props.autocomplete ?? 'off'}
          placeholder={props.placeholder}
          maxlength={props.maxlength ?? 500}
          inputmode={props.inputmode}
          readOnly={props.readonly}
          class={props.size === 'short' ? 'short' : undefined}
          data-key={props.shortcut}
        />
      )}
    </Field>
  );
}

/** preact gives each kind of input its own type; all of ours are boxes for text. */
function textType(type: TextType = 'text'): 'text' {
  return type as 'text';
}

/**
 * An amount in đồng, posted as typed (`1.234.567`) and read by `parseVnd` of platform/money. With script it groups as
 * one types and understands `500k`, `5tr`, `1,5ty`. `amount` fills it beforehand.
 */
export function MoneyField(props: Omit<FieldProps, 'value'> & { amount?: bigint }): VNode {
  const value = props.amount === undefined ? undefined : formatNumber(props.amount);
  return (
    <Field {...props} value={value}>
      {(control) => (
        <span class="with-unit">
          <input
            {...control.attributes}
            type="text"
            inputmode="numeric"
            autocomplete="off"
            maxlength={30}
            value={control.value}
            class="amount"
            data-money
          />
          <span class="unit" aria-hidden="true">
            đ
          </span>
        </span>
      )}
    </Field>
  );
}

/**
 * A day, typed as `5/7`, `05/07/2026` or `2026-07-05` and read by `parseDay` of platform/dates.
 * `date` (YYYY-MM-DD) fills it beforehand.
 */
export function DateField(props: Omit<FieldProps, 'value'> & { date?: string }): VNode {
  const { today } = usePage();
  const say = useSay();
  const value = props.date === undefined ? undefined : formatDate(props.date);
  return (
    <Field {...props} value={value}>
      {(control) => (
        <input
          {...control.attributes}
          type="text"
          inputmode="text"
          autocomplete="off"
          maxlength={20}
          value={control.value}
          placeholder={say('ngày/tháng', 'day/month')}
          class="short"
          data-date={today}
        />
      )}
    </Field>
  );
}

/** One of a few; with `blank` nothing is chosen beforehand. */
export function SelectField(props: FieldProps & { options: readonly Option[]; blank?: string }): VNode {
  return (
    <Field {...props}>
      {(control) => (
        <select {...control.attributes}>
          {props.blank !== undefined && <option value="">{props.blank}</option>}
          {props.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === control.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/**
 * One of many, found by typing. The text is posted under `name`; `chosenOption` of ui/form-state gives the value that
 * it means. With `searchHref` the suggestions are asked for as one types, with the text under the field's own name
 * (`?donor=nguyen`), and answered by `ComboOptions`.
 */
export function ComboField(
  props: FieldProps & { options: readonly Option[]; searchHref?: string; placeholder?: string },
): VNode {
  const chosen = props.options.find((option) => option.value === props.value);
  const listId = `${props.name}-options`;
  const search = props.searchHref && {
    'hx-get': props.searchHref,
    'hx-trigger': 'input changed delay:250ms',
    'hx-target': `#${listId}`,
    'hx-swap': 'innerHTML',
  };
  return (
    <Field {...props} value={chosen?.label ?? props.value}>
      {(control) => (
        <>
          <input
            {...control.attributes}
            type="text"
            list={listId}
            autocomplete="off"
            maxlength={200}
            value={control.value}
            placeholder={props.placeholder}
            {...search}
          />
          <datalist id={listId}>
            <ComboOptions options={props.options} />
          </datalist>
        </>
      )}
    </Field>
  );
}

/** The suggestions alone, as a fragment for `searchHref`. */
export function ComboOptions({ options }: { options: readonly Option[] }): VNode {
  return (
    <>
      {options.map((option) => (
        <option key={option.value} value={option.label} />
      ))}
    </>
  );
}

/** Yes or no. Posts `value` (default `on`) when ticked, nothing otherwise. */
export function CheckField(props: Omit<FieldProps, 'value'> & { value?: string; checked?: boolean }): VNode {
  const sent = props.value ?? 'on';
  return (
    <Field {...props} value={props.checked ? sent : ''} label="" optional={false} group>
      {(control) => (
        <label class="choice">
          <input
            {...control.attributes}
            aria-required={undefined}
            type="checkbox"
            value={sent}
            checked={control.value === sent || control.value === 'true'}
          />
          <span>{props.label}</span>
        </label>
      )}
    </Field>
  );
}

/** One of a handful, all in sight, each with a note when it needs one. */
export function RadioGroup(props: FieldProps & { options: readonly (Option & { note?: string })[] }): VNode {
  return (
    <Field {...props} group>
      {(control) => (
        <div class="choices">
          {props.options.map((option, index) => (
            <label key={option.value} class="choice">
              <input
                {...control.attributes}
                id={index === 0 ? control.attributes.id : `${control.attributes.id}-${index}`}
                autofocus={index === 0 ? control.attributes.autofocus : undefined}
                aria-required={undefined}
                type="radio"
                value={option.value}
                checked={option.value === control.value}
              />
              <span>
                {option.label}
                {option.note !== undefined && <span class="soft small choice-note">{option.note}</span>}
              </span>
            </label>
          ))}
        </div>
      )}
    </Field>
  );
}

export function TextArea(props: FieldProps & { rows?: number; maxlength?: number }): VNode {
  return (
    <Field {...props}>
      {(control) => (
        <textarea {...control.attributes} rows={props.rows ?? 3} maxlength={props.maxlength ?? 2000}>
          {control.value}
        </textarea>
      )}
    </Field>
  );
}

/** A file, picked or dropped on the area. `accept` as in HTML: `.csv,.xlsx`. The form around it says `upload`. */
export function FileField(
  props: Omit<FieldProps, 'value'> & { accept?: string; multiple?: boolean; capture?: 'environment' },
): VNode {
  const say = useSay();
  return (
    <Field {...props}>
      {(control) => (
        <div class="drop">
          <Icon name="file-up" />
          <span>{say('Thả tệp vào đây hoặc bấm để chọn', 'Drop a file here or press to choose')}</span>
          <input
            {...control.attributes}
            type="file"
            accept={props.accept}
            multiple={props.multiple}
            capture={props.capture}
          />
        </div>
      )}
    </Field>
  );
}
