/** The box where a code or a number is typed. It works without script and asks for no name. */
import type { VNode } from 'preact';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { TextField } from '../ui/fields.js';
import { useSay } from '../ui/page.js';

export function ReceiptSearch({ value, autofocus }: { value?: string; autofocus?: boolean }): VNode {
  const say = useSay();
  return (
    <Form action="/search" method="get" label={say('Tra biên nhận', 'Check a receipt')}>
      <TextField
        name="q"
        label={say('Mã hoặc số biên nhận', 'Code or number of the receipt')}
        hint={say('Mã 12 chữ và số in dưới ô QR; gạch nối không bắt buộc.', 'The 12 letters and figures under the QR.')}
        placeholder="7K3Q-9ABC-D123"
        maxlength={60}
        type="search"
        {...(value !== undefined && { value })}
        {...(autofocus && { autofocus })}
      />
      <Buttons>
        <SubmitButton icon="search">{say('Kiểm tra', 'Check')}</SubmitButton>
      </Buttons>
    </Form>
  );
}
