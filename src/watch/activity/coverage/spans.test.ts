import { expect, it } from 'vitest';
import { within, without, type Stretch } from './spans.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const span = { from: at(8), to: at(16) };
const hours = (spans: readonly Stretch[]) => spans.map(({ from, to }) => `${from.getUTCHours()}-${to?.getUTCHours() ?? ''}`);

it.each<[string, Stretch[], string[], string[]]>([
  ['nothing', [], ['8-16'], []],
  ['a part', [{ from: at(10), to: at(12) }], ['8-10', '12-16'], ['10-12']],
  ['what goes on', [{ from: at(10), to: null }], ['8-10'], ['10-16']],
  ['what overlaps its ends', [{ from: at(6), to: at(9) }, { from: at(15), to: at(20) }], ['9-15'], ['8-9', '15-16']],
  ['what lies beside it', [{ from: at(2), to: at(8) }, { from: at(16), to: null }], ['8-16'], []],
  ['all of it', [{ from: at(1), to: null }], [], ['8-16']],
])('a span is divided by %s', (_what, stretches, left, taken) => {
  expect(hours(without(span, stretches))).toEqual(left);
  expect(hours(within(span, stretches))).toEqual(taken);
});
