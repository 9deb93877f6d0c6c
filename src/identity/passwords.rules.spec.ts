import fc from 'fast-check';
import { normalisePassword, weaknessOf } from './passwords.rules.js';

const codeOf = (password: string, username = 'thanh.ha'): string | undefined => weaknessOf(password, username)?.code;

describe('a password', () => {
  it.each(['con mèo ngủ trên mái', 'xe-đạp-cũ-của-ông', 'correct horse battery', 'Ngày mưa 17 tháng 9'])(
    'may be "%s"',
    (password) => {
      expect(codeOf(password)).toBeUndefined();
    },
  );

  it.each([
    ['', 'identity.password-too-short'],
    ['chín ký tự', undefined],
    ['chín ký t', 'identity.password-too-short'],
    ['👩‍👩‍👧', 'identity.password-too-short'],
    ['x'.repeat(201), 'identity.password-too-long'],
    ['1234567890', 'identity.password-common'],
    ['0987654321', 'identity.password-common'],
    ['aaaaaaaaaaaa', 'identity.password-common'],
    ['qwertyuiop', 'identity.password-common'],
    ['Mật khẩu 123', 'identity.password-common'],
    ['matkhau2026', 'identity.password-common'],
    ['Việt-Nam-1975', 'identity.password-common'],
    ['sovang-demo', 'identity.password-common'],
    ['thanh.ha2026', 'identity.password-is-name'],
    ['ThanhHathanh.ha', 'identity.password-is-name'],
    ['thanh.ha đi chợ sớm', undefined],
  ])('"%s" is answered %s', (password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it('is the same however its letters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalisePassword(text.normalize('NFD'))).toBe(normalisePassword(text.normalize('NFC')));
      }),
    );
  });
});
