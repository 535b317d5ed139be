import { isInRange } from '../access/is-in-range.ts';
import { AwsRefusal } from '../aws-refusal.ts';

/** Whether an event, as the JSON that it is, fits. */
export type EventPattern = (event: unknown) => boolean;
type Test = (values: readonly unknown[]) => boolean;

/** A pattern of EventBridge as a test of events; what AWS would not take is refused in its words. */
export function readEventPattern(text: string): EventPattern {
  return fields(parsed(text), 'the pattern');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`it is not JSON: ${error.message}`);
    throw error;
  }
}

function fields(pattern: unknown, where: string): EventPattern {
  if (!isObject(pattern)) throw invalid(`${where} must be an object`);
  const tests = Object.entries(pattern).map(([name, wanted]) => (name === '$or' ? anyOf(wanted, where) : field(name, wanted)));
  if (tests.length === 0) throw invalid(`${where} is empty`);
  // Of a list of objects one has to fit as a whole.
  return (event) => (Array.isArray(event) ? event.some((one) => tests.every((test) => test(one))) : tests.every((test) => test(event)));
}

function anyOf(wanted: unknown, where: string): EventPattern {
  if (!Array.isArray(wanted) || wanted.length < 2) throw invalid(`$or in ${where} must be a list of two or more`);
  const ways = wanted.map((one: unknown) => fields(one, '$or'));
  return (event) => ways.some((way) => way(event));
}

function field(name: string, wanted: unknown): EventPattern {
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) throw invalid(`the list of ${name} is empty`);
    const tests = wanted.map((one: unknown) => testOf(one, name));
    return (event) => tests.some((test) => test(valuesIn(event, name)));
  }
  if (!isObject(wanted)) throw invalid(`${name} must be an object or a list`);
  const below = fields(wanted, name);
  return (event) => below(isObject(event) ? event[name] : undefined);
}

/** A list stands for each of its values; an object is no value. */
function valuesIn(event: unknown, name: string): unknown[] {
  if (!isObject(event) || !Object.hasOwn(event, name)) return [];
  return [event[name]].flat().filter((value) => !isObject(value));
}

function testOf(wanted: unknown, name: string): Test {
  if (!isObject(wanted)) return (values) => values.includes(wanted);
  const [[kind, detail] = ['', undefined], ...more] = Object.entries(wanted);
  if (more.length > 0) throw invalid(`a match of ${name} has more than one kind`);
  if (kind === 'exists') {
    if (typeof detail !== 'boolean') throw invalid(`exists of ${name} must be true or false`);
    return (values) => values.length > 0 === detail;
  }
  if (kind === 'anything-but') {
    const isBarred = barred(detail, name);
    return (values) => values.some((value) => !isBarred(value));
  }
  const fits = kind === 'numeric' ? numeric(detail, name) : textTest(kind, detail, name);
  return (values) => values.some(fits);
}

function barred(detail: unknown, name: string): (value: unknown) => boolean {
  if (isObject(detail)) {
    const [[kind, inner] = ['', undefined], ...more] = Object.entries(detail);
    if (more.length > 0 || !/^(prefix|suffix|wildcard|equals-ignore-case)$/.test(kind)) throw invalid(`anything-but of ${name} does not know ${kind}`);
    const tests = [inner].flat().map((one) => textTest(kind, one, name));
    return (value) => tests.some((test) => test(value));
  }
  const listed = [detail].flat();
  if (listed.length === 0 || listed.some((one) => typeof one !== 'string' && typeof one !== 'number')) throw invalid(`anything-but of ${name} takes texts and numbers`);
  return (value) => listed.includes(value);
}

function textTest(kind: string, detail: unknown, name: string): (value: unknown) => boolean {
  // Both ends may be compared without regard to case.
  if ((kind === 'prefix' || kind === 'suffix') && isObject(detail)) {
    const wanted = textIn(detail['equals-ignore-case'], kind, name).toLowerCase();
    return (value) => typeof value === 'string' && (kind === 'prefix' ? value.toLowerCase().startsWith(wanted) : value.toLowerCase().endsWith(wanted));
  }
  const wanted = textIn(detail, kind, name);
  const test = compared(kind, wanted);
  if (!test) throw invalid(`there is no match ${kind}`);
  return (value) => typeof value === 'string' && test(value);
}

function compared(kind: string, wanted: string): ((value: string) => boolean) | undefined {
  switch (kind) {
    case 'prefix':
      return (value) => value.startsWith(wanted);
    case 'suffix':
      return (value) => value.endsWith(wanted);
    case 'equals-ignore-case':
      return (value) => value.toLowerCase() === wanted.toLowerCase();
    case 'cidr':
      return (value) => isInRange(value, wanted);
    case 'wildcard': {
      const pattern = wildcard(wanted);
      return (value) => pattern.test(value);
    }
    default:
      return undefined;
  }
}

function wildcard(wanted: string): RegExp {
  if (/(?<!\\)\*\*/.test(wanted)) throw invalid('a wildcard has two stars in a row');
  const parts = wanted.split(/(\\[\\*]|\*)/).map((part) => (part === '*' ? '.*' : RegExp.escape(part.replace(/^\\(?=[\\*]$)/, ''))));
  return new RegExp(`^${parts.join('')}$`, 'su');
}

const comparisons: Readonly<Record<string, (value: number, wanted: number) => boolean>> = {
  '=': (value, wanted) => value === wanted,
  '<': (value, wanted) => value < wanted,
  '<=': (value, wanted) => value <= wanted,
  '>': (value, wanted) => value > wanted,
  '>=': (value, wanted) => value >= wanted,
};

function numeric(detail: unknown, name: string): (value: unknown) => boolean {
  const parts: unknown[] = Array.isArray(detail) ? detail : [];
  if (parts.length !== 2 && parts.length !== 4) throw invalid(`numeric of ${name} takes one comparison or two`);
  const tests = Array.from({ length: parts.length / 2 }, (_, i) => {
    const compare = comparisons[String(parts[i * 2])];
    const wanted = parts[i * 2 + 1];
    if (!compare || typeof wanted !== 'number') throw invalid(`numeric of ${name} is a sign and a number`);
    return (value: number) => compare(value, wanted);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function textIn(detail: unknown, kind: string, name: string): string {
  if (typeof detail !== 'string') throw invalid(`${kind} of ${name} takes a text`);
  return detail;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(because: string): AwsRefusal {
  return new AwsRefusal('InvalidEventPatternException', `Event pattern is not valid. Reason: ${because}`);
}
