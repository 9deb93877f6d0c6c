/** A new password, typed twice since nobody sees it. */
import type { VNode } from 'preact';
import { refuse } from '../../platform/refusal.js';
import type { FormValues } from '../form-body.js';
import { TextField } from '../ui/fields.js';
import { useSay } from '../ui/page.js';

export function NewPasswordFields({ autofocus }: { autofocus?: boolean }): VNode {
  const say = useSay();
  return (
    <>
      <TextField
        name="password"
        type="password"
        label={say('Mật khẩu mới', 'New password')}
        hint={say(
          'Ít nhất 10 ký tự. Một câu dài dễ nhớ tốt hơn một từ khó; có thể gõ dấu và khoảng trắng.',
          'At least 10 characters. A long phrase one remembers is better than a hard word; marks and spaces are welcome.',
        )}
        autocomplete="new-password"
        maxlength={200}
        autofocus={autofocus ?? false}
      />
      <TextField
        name="passwordAgain"
        type="password"
        label={say('Gõ lại mật khẩu mới', 'The new password again')}
        autocomplete="new-password"
        maxlength={200}
      />
    </>
  );
}

/** @throws Refusal request.invalid beside the second field when the two differ */
export function newPasswordOf(form: FormValues): string {
  const { password = '', passwordAgain = '' } = form;
  if (password !== passwordAgain) throw refuse('request.invalid', {}, [DIFFERENT]);
  return password;
}

const DIFFERENT = {
  path: 'passwordAgain',
  code: 'differs',
  vi: 'Hai lần gõ mật khẩu không giống nhau.',
  en: 'The two passwords are not the same.',
};
