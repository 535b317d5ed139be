import type { Expression } from './expression.ts';
import type { PatternPart } from './pattern.ts';

const shortest = 3;

/** What nearly every record holds: looking for it tells nothing. */
const common = new Set(
  [
    'assumedrole', 'iamuser', 'awsservice', 'awsapicall', 'management', 'true', 'false', 'null', 'amazonaws', 'amazonaws.com', '.amazonaws.com',
    'arn:aws', 'arn:aws:iam::', 'arn:aws:sts::', 'us-east-1', 'role', 'user', 'mozilla', 'console', 'aws-cli', 'boto3', 'aws-sdk',
    'eventversion"', 'useridentity"', 'type"', 'principalid"', 'arn"', 'accountid"', 'accesskeyid"', 'username"', 'sessioncontext"', 'sessionissuer"',
    'attributes"', 'creationdate"', 'mfaauthenticated"', 'eventtime"', 'eventsource"', 'eventname"', 'awsregion"', 'sourceipaddress"', 'useragent"',
    'requestparameters"', 'responseelements"', 'requestid"', 'eventid"', 'readonly"', 'eventtype"', 'managementevent"', 'recipientaccountid"',
    'eventcategory"', 'tlsdetails"', 'resources"', 'additionaleventdata"', 'name"',
  ],
);

/** The longest run of a pattern that stands in the bytes of a record as it is, or nothing when all are too short. */
export function literalOf(parts: readonly PatternPart[]): string | null {
  const runs = parts.flatMap((part) => (typeof part === 'string' ? safeRuns(part) : []));
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest.length < shortest ? null : longest;
}

/** A whole text that is nobody's number, true or false stands between quotes. */
export function wholeLiteral(text: string): string | null {
  const [only, ...others] = safeRuns(text);
  const isWord = others.length === 0 && only?.length === text.length && !/^(?:-?[\d.]+|true|false|null)$/i.test(text);
  return isWord && text.length + 2 >= shortest ? `"${text.toLowerCase()}"` : literalOf([text]);
}

/** Where a field is, its last step is a key: it ends with a quote, also when the whole path is one key. */
export function keyLiteral(step: string): string | null {
  return /^[\w $.:@/-]{2,}$/.test(step) ? `${step.toLowerCase()}"` : null;
}

/**
 * Cut where JSON may write another thing than the character: quotes, backslashes, controls, other alphabets, and the
 * punctuation around which a pretty-printed object has spaces.
 */
function safeRuns(text: string): string[] {
  return text
    .split(/[^ -~]|["\\,{}[\]]/)
    .map((run) => run.replace(/^[: ]+/, '').replace(/[: ]+$/, '').toLowerCase())
    .filter((run) => run !== '');
}

/** The letters that a text must hold to match the expression, as far as they can be told without reading it as an expression. */
export function expressionLiteral(source: string): string | null {
  if (source.includes('|')) return null;
  const withoutGroups = source.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\\.|[^()\\])*\)/g, '\n');
  const runs = withoutGroups.split(/[^\w-]|.[?*{]/).map((run) => run.toLowerCase());
  if (/[()]/.test(withoutGroups)) return null;
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest.length < shortest ? null : longest;
}

/** Literals of which the bytes of a record hold at least one whenever the expression holds; null when nothing is known. */
export function literalsOf(expression: Expression): readonly string[] | null {
  switch (expression.kind) {
    case 'leaf':
      return expression.literals;
    case 'constant':
      return expression.holds ? null : [];
    case 'not':
      return null;
    case 'and':
      return expression.of.map(literalsOf).reduce(rarer, null);
    case 'or': {
      const all = expression.of.map(literalsOf);
      return all.every((literals) => literals !== null) ? [...new Set(all.flat())] : null;
    }
  }
}

function rarer(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null) return other;
  if (other === null) return one;
  return rarity(other) > rarity(one) ? other : one;
}

function rarity(literals: readonly string[]): number {
  return Math.min(...literals.map((literal) => (common.has(literal.replaceAll(/^"|"$/g, '')) || common.has(literal) ? 0 : literal.endsWith('"') && !literal.startsWith('"') ? 1 + literal.length / 4 : literal.length)));
}
