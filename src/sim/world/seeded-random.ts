/** Numbers in [0, 1) that depend on nothing but the seed and the key, so that adding one stream leaves the others as they were. */
export function seededRandom(seed: number, key: string): () => number {
  let state = hashOf(`${seed}/${key}`);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}

/** FNV-1a with a final mix. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** Choices made from one stream of seeded numbers. */
export interface Dice {
  number(): number;
  whole(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  hex(length: number): string;
  /** Capital letters and digits 2 to 7, as in the ids of IAM. */
  letters(length: number): string;
  digits(length: number): string;
  /** Small letters and digits. */
  word(length: number): string;
  /** As the secret half of an access key. */
  secret(length: number): string;
  uuid(): string;
}

const alphabets = {
  hex: '0123456789abcdef',
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  digits: '0123456789',
  word: 'abcdefghijklmnopqrstuvwxyz0123456789',
  secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
} as const;

export function openDice(seed: number, key: string): Dice {
  const number = seededRandom(seed, key);
  const whole = (below: number) => Math.floor(number() * below);
  const text = (alphabet: string, length: number) => {
    let made = '';
    for (let i = 0; i < length; i += 1) made += alphabet.charAt(whole(alphabet.length));
    return made;
  };
  const hex = (length: number) => text(alphabets.hex, length);
  return {
    number,
    whole,
    chance: (probability) => number() < probability,
    pick(items) {
      const item = items[whole(items.length)];
      if (item === undefined) throw new RangeError('There is nothing to pick from');
      return item;
    },
    hex,
    letters: (length) => text(alphabets.letters, length),
    digits: (length) => text(alphabets.digits, length),
    word: (length) => text(alphabets.word, length),
    secret: (length) => text(alphabets.secret, length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${alphabets.hex.charAt(8 + whole(4))}${hex(3)}-${hex(12)}`,
  };
}
