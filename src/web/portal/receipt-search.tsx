/** The box where a code or a number is typed. It works without script and asks for no name. */
import type { VNode } from 'preact';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { TextField } from '../ui/fields.js';
import { useSay } from '../ui/page.js';

export function ReceiptSearch({ autofocus }: { autofocus?: boolean }): VNode {
  const say = useSay();
  return (
    <Form action="/search" method="get" label={say('Tra biên nhận', 'Check a receipt')}>
      <TextField
        name="q"
        label={say('Mã, số biên nhận hoặc mã giao dịch', "Receipt's code or number, or the bank's reference")}
        hint={say('Mã 12 chữ và số in dưới ô QR; gạch nối không bắt buộc.', 'The 12 letters and figures under the QR.')}
        placeholder="7K3Q-9ABC-D123"
        maxlength={80}
        type="search"
        {...(autofocus && { autofocus })}
      />
      <Buttons>
        <SubmitButton icon="search">{say('Kiểm tra', 'Check')}</SubmitButton>
        <LinkButton href="/search">{say('Tìm theo số tiền và ngày', 'Find by amount and day')}</LinkButton>
      </Buttons>
    </Form>
  );
}
