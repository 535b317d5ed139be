import { expect, test } from 'vitest';
import { regionsIn, regionsProblem, tagsIn, tagsText } from './region-choice.ts';

test('regions are written with commas, spaces or lines between them', () => {
  expect(regionsIn(' eu-central-1, us-east-1\nus-east-1 ')).toEqual(['eu-central-1', 'us-east-1']);
  expect(regionsProblem('eu-central-1 us-gov-west-1')).toBeUndefined();
  expect(regionsProblem('eu-central-1, Frankfurt')).toBe('"Frankfurt" is not a region such as eu-central-1');
  expect(regionsProblem(' ')).toBe('Name at least one region');
});

test('tags are lines, and a value may hold an equals sign', () => {
  const tags = { team: 'platform', query: 'a=b', empty: '' };
  expect(tagsIn(`${tagsText(tags)}\n\n`)).toEqual(tags);
});
