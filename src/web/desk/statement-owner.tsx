import type { VNode } from 'preact';
import type { LineView } from '../../banking/statement-register.service.js';
import { Soft } from '../ui/box.js';
import { SelectField } from '../ui/fields.js';
import { Form, SubmitButton } from '../ui/form.js';
import type { FormState, Option } from '../ui/form-state.js';
import { useSay } from '../ui/page.js';
import { Tag } from '../ui/tag.js';
import { STATEMENTS } from './statement-words.js';

/** Who finds out what the line is, and for how many days nobody has known. */
export function OwnerWords({
  line: { owner, daysOpen },
}: {
  line: Pick<LineView, 'owner' | 'daysOpen'>;
}): VNode | null {
  const say = useSay();
  if (daysOpen === null) return null;
  const days = say(`${daysOpen} ngày`, `${daysOpen} days`);
  return (
    <span>
      {owner ? (
        <Soft>{say(`${owner.name} theo dõi`, `${owner.name} looks after it`)}</Soft>
      ) : (
        <Tag tone="wait">{say('chưa có người theo dõi', 'nobody looks after it')}</Tag>
      )}{' '}
      <Soft>· {days}</Soft>
    </span>
  );
}

/** Names the owner, or another one. */
export function OwnerForm(props: {
  statementId: string;
  line: LineView;
  people: Option[];
  state: FormState | undefined;
}): VNode {
  const say = useSay();
  const { line, people, state, statementId } = props;
  const chosen = line.owner && people.some(({ value }) => value === line.owner?.id) ? line.owner.id : undefined;
  return (
    <Form action={`${STATEMENTS}/${statementId}/lines/${line.id}/owner`} inline draft={false} {...(state && { state })}>
      <SelectField
        name="userId"
        label={say('Người theo dõi', 'Looked after by')}
        options={people}
        {...(chosen !== undefined ? { value: chosen } : { blank: say('chọn người', 'choose a person') })}
      />
      <SubmitButton tone="plain">{say('Giao', 'Name')}</SubmitButton>
    </Form>
  );
}
