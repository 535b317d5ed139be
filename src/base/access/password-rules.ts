import { AppError } from '../../core/app-error.ts';
import { commonPasswords } from './common-passwords.ts';

export const shortestPassword = 10;
export const longestPassword = 200;
const leastDifferent = 5;
const rows = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', 'azertyuiopqsdfghjklmwxcvbn', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p'];
const disguises: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i', '€': 'e' };

/** Fails with what makes a password easy to guess. Length counts, and rules about kinds of characters do not: they make people choose `Password1!`. */
export function checkPassword(password: string, who: { readonly username: string; readonly name: string }): void {
  const weakness = weaknessOf(password, who);
  if (weakness === null) return;
  throw new AppError('bad-request', `That password is too easy to guess: ${weakness}`, { hint: 'Take several words that have nothing to do with each other, or let a password manager make one' });
}

function weaknessOf(password: string, { username, name }: { readonly username: string; readonly name: string }): string | null {
  const plain = password.toLowerCase();
  if (password.length < shortestPassword) return `it has fewer than ${shortestPassword} characters`;
  if (password.length > longestPassword) return `it has more than ${longestPassword} characters`;
  if (new Set(plain).size < leastDifferent) return `it has fewer than ${leastDifferent} different characters`;
  if (isRepeated(plain)) return 'it is the same again and again';
  if (isSequence(plain)) return 'it is a row of the keyboard or of the alphabet';
  if (namesIn(username, name).some((part) => plain.includes(part))) return 'your name is in it';
  if (isCommon(plain)) return 'it is among those that everybody tries first';
  return null;
}

/** One part, twice or more, whatever stands between. */
function isRepeated(plain: string): boolean {
  const bare = plain.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return bare.length > 0 && /^(.+?)\1+$/u.test(bare);
}

/** Nearly all of it are neighbours, forwards or backwards. */
function isSequence(plain: string): boolean {
  const pairs = Array.from(plain).slice(1).map((letter, at) => `${plain[at] ?? ''}${letter}`);
  const isNeighbours = (pair: string) => rows.some((row) => row.includes(pair) || row.includes(Array.from(pair).toReversed().join('')));
  return pairs.filter((pair) => isNeighbours(pair)).length >= pairs.length * 0.8;
}

function namesIn(username: string, name: string): string[] {
  return [username, ...name.split(/\s+/)].map((part) => part.toLowerCase()).filter((part) => part.length >= 4);
}

/** Without what people add before and after, and with letters for the signs that stand for them. */
function isCommon(plain: string): boolean {
  const bare = plain.replace(/^[^a-z]+/, '').replace(/[^a-z]+$/, '');
  const forms = [plain, bare, undisguised(plain), undisguised(bare)];
  return forms.some((form) => commonPasswords.has(form.replaceAll(/[^a-z]/g, '')) || commonPasswords.has(form));
}

function undisguised(text: string): string {
  return Array.from(text).map((letter) => disguises[letter] ?? letter).join('');
}
