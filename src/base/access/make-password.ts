import { randomInt } from 'node:crypto';

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aeiou';

/** `tavo-rimu-kesa-bolu-nedi`: easy to type from a terminal, 63 bits of chance. */
export function makePassword(): string {
  return Array.from({ length: 5 }, () => syllable() + syllable()).join('-');
}

function syllable(): string {
  return letterOf(consonants) + letterOf(vowels);
}

function letterOf(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}
