import { describe, expect, it } from 'vitest';
import { openCorrelations } from './collect-correlations.ts';
import { linkRules, type AnyRule } from './link-rules.ts';
import { readRule } from './read-rule.ts';
import type { CorrelationRule, Rule } from './rule.ts';

interface Step {
  readonly at: number;
  readonly is: string;
  readonly [field: string]: unknown;
}

const failed = { name: 'failed', is: 'failed' };
const base = (name: string) => ({ title: name, name, logsource: { product: 'aws', service: 'cloudtrail' }, detection: { s: { is: name }, condition: 's' } });

function open(...correlations: Record<string, unknown>[]) {
  const refused: string[] = [];
  const rules = [...['failed', 'ok', 'created'].map(base), ...correlations].map((document, at): { value: AnyRule; refuse: (because: string) => void } => {
    const found = readRule(`rule-${at}`, document, {});
    if (found.kind !== 'rule' && found.kind !== 'correlation') throw new Error('a rule was expected');
    return { value: found.rule, refuse: (because) => refused.push(because) };
  });
  const linked = linkRules(rules, []);
  return { refused, rules: linked.filter((rule): rule is Rule => rule.kind === 'event'), correlations: linked.filter((rule): rule is CorrelationRule => rule.kind === 'correlation') };
}

const correlation = (facts: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  title: 'Several',
  name: 'several',
  correlation: { type: 'event_count', rules: [failed.name], 'group-by': ['user'], timespan: '10s', condition: { gte: 3 }, ...facts },
  ...more,
});

/** The matches as the seconds of their events, in order, told from any order and with repetition. */
function seconds(steps: readonly Step[], ...documents: Record<string, unknown>[]) {
  const { rules, correlations } = open(...documents);
  const told = [steps, [...steps].reverse(), [...steps, ...steps]].map((events) => {
    const counting = openCorrelations<null>(rules, correlations);
    for (const event of events) {
      for (const rule of rules) if (rule.matches(event)) counting.add(rule, { record: event, eventId: `${event.at}-${JSON.stringify(event['id'])}`, atMs: event.at * 1_000, context: null });
    }
    return counting.matches().filter(({ rule }) => rule === correlations.at(-1)).map(({ match, group }) => ({ group: Object.values(group).join(), from: match.fromMs / 1_000, to: match.toMs / 1_000, events: match.eventIds.length }));
  });
  expect(told[1]).toEqual(expect.arrayContaining(told[0] ?? []));
  expect(told[2]).toEqual(told[0]);
  return told[0];
}

const fails = (user: string, ...times: number[]): Step[] => times.map((at) => ({ at, is: 'failed', user }));

describe('counting events', () => {
  it('tells once of a burst, however long it goes on', () => {
    expect(seconds(fails('a', 1, 2, 3, 4, 5, 14, 15), correlation({}))).toEqual([{ group: 'a', from: 1, to: 15, events: 7 }]);
  });

  it('tells of two bursts that have nothing in common', () => {
    expect(seconds(fails('a', 1, 2, 3, 100, 101, 102), correlation({}))).toHaveLength(2);
  });

  it('does not add what is too far apart', () => {
    expect(seconds(fails('a', 1, 7, 14), correlation({}))).toEqual([]);
  });

  it('counts what is as far apart as the timespan', () => {
    expect(seconds(fails('a', 1, 7, 11), correlation({}))).toHaveLength(1);
  });

  it('counts each group for itself', () => {
    expect(seconds([...fails('a', 1, 2), ...fails('b', 3)], correlation({}))).toEqual([]);
  });

  it('counts everything together when nothing groups it', () => {
    expect(seconds([...fails('a', 1, 2), ...fails('b', 3)], correlation({ 'group-by': [] }))).toHaveLength(1);
  });

  it('leaves out what belongs to no group', () => {
    expect(seconds([1, 2, 3].map((at) => ({ at, is: 'failed' })), correlation({}))).toEqual([]);
  });

  it('counts a range when the time is over', () => {
    const range = correlation({ condition: { gt: 1, lte: 3 } });
    expect(seconds(fails('a', 1, 2, 3), range)).toEqual([{ group: 'a', from: 1, to: 3, events: 3 }]);
    expect(seconds(fails('a', 1, 2, 3, 4), range)).toEqual([]);
  });

  it('counts exactly', () => {
    expect(seconds(fails('a', 1, 2), correlation({ condition: { eq: 2 } }))).toHaveLength(1);
    expect(seconds(fails('a', 1, 2, 3), correlation({ condition: { eq: 2 } }))).toEqual([]);
  });
});

describe('looking at values', () => {
  const values = (...list: [number, unknown][]): Step[] => list.map(([at, n]) => ({ at, is: 'failed', user: 'a', n }));
  it.each<[string, Record<string, unknown>, Step[], number]>([
    ['counts distinct values', { type: 'value_count', condition: { field: 'n', gte: 2 } }, values([1, 'x'], [2, 'x'], [3, 'y']), 1],
    ['does not count one value twice', { type: 'value_count', condition: { field: 'n', gte: 2 } }, values([1, 'x'], [2, 'x']), 0],
    ['counts pairs of values', { type: 'value_count', condition: { field: ['n', 'at'], gte: 2 } }, values([1, 'x'], [2, 'x']), 1],
    ['does not count missing values', { type: 'value_count', condition: { field: 'm', gte: 1 } }, values([1, 'x']), 0],
    ['adds', { type: 'value_sum', condition: { field: 'n', gte: 10 } }, values([1, 4], [2, '6']), 1],
    ['adds within the time only', { type: 'value_sum', condition: { field: 'n', gte: 10 } }, values([1, 4], [20, 6]), 0],
    ['averages', { type: 'value_avg', condition: { field: 'n', gt: 4 } }, values([1, 4], [2, 6]), 1],
    ['averages low values too', { type: 'value_avg', condition: { field: 'n', gt: 4 } }, values([1, 9], [2, 1], [3, 1]), 0],
    ['finds the middle', { type: 'value_median', condition: { field: 'n', gte: 5 } }, values([1, 1], [2, 5], [3, 90]), 1],
    ['finds a percentile', { type: 'value_percentile', condition: { field: 'n', percentile: 75, gte: 8 } }, values([1, 0], [2, 4], [3, 8], [4, 12], [5, 4]), 1],
    ['says nothing of no numbers', { type: 'value_avg', condition: { field: 'n', lt: 5 } }, values([1, 'many']), 0],
  ])('%s', (_name, facts, steps, expected) => {
    expect(seconds(steps, correlation(facts))).toHaveLength(expected);
  });
});

describe('several rules in a time', () => {
  const both = { type: 'temporal', rules: ['failed', 'ok'], condition: undefined };
  const ordered = { ...both, type: 'temporal_ordered' };
  const ok = (at: number): Step => ({ at, is: 'ok', user: 'a' });
  it.each<[string, Record<string, unknown>, Step[], number]>([
    ['needs all of them', both, fails('a', 1, 2), 0],
    ['takes them in any order', both, [ok(1), ...fails('a', 2)], 1],
    ['needs them within the time', both, [ok(1), ...fails('a', 12)], 0],
    ['needs them in one group', both, [ok(1), ...fails('b', 2)], 0],
    ['needs their order when told', ordered, [ok(1), ...fails('a', 2)], 0],
    ['keeps their order', ordered, [...fails('a', 1), ok(2)], 1],
    ['cannot tell the order within a second', ordered, [...fails('a', 1), ok(1)], 1],
    ['needs enough of them', { ...both, rules: ['failed', 'ok', 'created'], condition: { gte: 2 } }, [ok(1), ...fails('a', 2)], 1],
    ['keeps a condition in words', { ...both, condition: 'failed and not ok' }, fails('a', 1), 1],
    ['keeps it until the time is over', { ...both, condition: 'failed and not ok' }, [...fails('a', 1), ok(9)], 0],
  ])('%s', (_name, facts, steps, expected) => {
    expect(seconds(steps, correlation(facts))).toHaveLength(expected);
  });

  it('finds one value under the names that different rules have for it', () => {
    const aliased = correlation({ ...both, 'group-by': ['who'], aliases: { who: { failed: 'user', ok: 'session.name' } } });
    expect(seconds([...fails('a', 1), { at: 2, is: 'ok', session: { name: 'a' } }], aliased)).toEqual([{ group: 'a', from: 1, to: 2, events: 2 }]);
  });

  it('counts what another correlation found', () => {
    const many = correlation({});
    const after = correlation({ type: 'temporal_ordered', rules: ['several', 'ok'], condition: undefined, timespan: '1m' }, { name: 'broken-in' });
    expect(seconds([...fails('a', 1, 2, 3), ok(30)], many, after)).toEqual([{ group: 'a', from: 3, to: 30, events: 4 }]);
    expect(seconds([...fails('a', 1, 2), ok(30)], many, after)).toEqual([]);
  });
});

describe('linking', () => {
  it('keeps a counted rule silent, unless the correlation generates it', () => {
    const alerts = (facts: Record<string, unknown>) => open(correlation({}, facts)).rules.find(({ file }) => file.name === 'failed')?.alerts;
    expect(alerts({})).toBe(false);
    expect(alerts({ generate: true })).toBe(true);
  });

  it('refuses a correlation of rules that are not there', () => {
    const { refused, correlations } = open(correlation({ rules: ['nobody'] }), correlation({ rules: ['several'] }, { name: 'outer' }));
    expect(correlations).toEqual([]);
    expect(refused).toEqual([expect.stringContaining('nobody'), expect.stringContaining('several')]);
  });

  it('refuses a correlation that counts itself', () => {
    const { refused } = open(correlation({ rules: ['outer'] }), correlation({ rules: ['several'] }, { name: 'outer' }));
    expect(refused).toEqual([expect.stringContaining('itself'), expect.stringContaining('itself')]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['without a condition', { condition: undefined }, 'condition'],
    ['without a limit', { condition: {} }, 'limit'],
    ['without a field', { type: 'value_count' }, 'field'],
    ['with a field that nobody reads', { condition: { gte: 1, field: 'x' } }, 'field'],
    ['with a timespan that is none', { timespan: '10 minutes' }, 'timespan'],
    ['with an unknown type', { type: 'baseline' }, 'type'],
    ['with words about another rule', { type: 'temporal', condition: 'failed and created' }, 'created'],
    ['with an alias that says nothing of a rule', { aliases: { user: { other: 'x' } } }, 'alias'],
  ])('refuses a correlation %s', (_name, facts, because) => {
    expect(() => open(correlation(facts))).toThrow(because);
  });
});
