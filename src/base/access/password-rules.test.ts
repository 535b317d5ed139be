import { describe, expect, it } from 'vitest';
import { makePassword } from './make-password.ts';
import { checkPassword } from './password-rules.ts';

const vera = { username: 'vera.lind', name: 'Vera Lindqvist' };

describe('a password', () => {
  it.each([
    ['too short', 'kfje93j', 'fewer than 10'],
    ['of few characters', 'ababcbabcab', 'different characters'],
    ['repeated', 'lemon-lemon-lemon', 'again and again'],
    ['repeated without a mark between', 'k3ksk3ksk3ks', 'different characters'],
    ['repeated word', 'harbour42harbour42', 'again and again'],
    ['the alphabet', 'abcdefghijkl', 'row'],
    ['backwards', '0987654321', 'row'],
    ['the keyboard', 'qwertyuiop', 'row'],
    ['the German keyboard', 'qwertzuiop', 'row'],
    ['the keyboard with a mark', 'asdfghjkl1', 'row'],
    ['with the username', 'vera.lind-2026', 'your name'],
    ['with the surname', 'x9lindqvist!!', 'your name'],
    ['common', 'Password2026!', 'everybody tries'],
    ['common in disguise', 'P@ssw0rd2026!', 'everybody tries'],
    ['a season and a year', 'Summer2026!!!', 'everybody tries'],
    ['the product', 'watchkeeper1', 'everybody tries'],
    ['a famous phrase', 'correct horse battery staple', 'everybody tries'],
  ])('that is %s is refused', (_what, password, because) => {
    expect(() => checkPassword(password, vera)).toThrow(because);
  });

  it.each(['lemon-harbour-42-tin', 'tavo-rimu-kesa-bolu-nedi', 'aJ7#kkqz0Lm!', 'мой длинный пароль', 'the summer of a password'])('like %s is taken', (password) => {
    expect(() => checkPassword(password, vera)).not.toThrow();
  });

  it('is not told back', () => {
    expect(() => checkPassword('Password2026!', vera)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('Password2026') }));
  });

  it('that is made here is good enough', () => {
    for (let times = 0; times < 200; times += 1) expect(() => checkPassword(makePassword(), { username: 'admin', name: 'Administrator' })).not.toThrow();
  });
});
