import { attackOf } from './attack-tags.ts';
import { isTactic } from './attack-matrix.ts';
import type { CorrelationRule, Rule } from './rule.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a rule that works could say better, one sentence each. */
export function lintRule(rule: Rule | CorrelationRule): string[] {
  const { file } = rule;
  const advice: string[] = [];
  if (file.id === undefined) advice.push('it has no id: results name it by its place, which changes when the file moves');
  else if (!uuid.test(file.id)) advice.push(`its id "${file.id}" is no UUID`);
  if (rule.alerts && file.description === '') advice.push('it has no description');
  if (file.title.length > 256) advice.push('its title is longer than 256 characters');
  if (rule.alerts && file.falsepositives.length === 0) advice.push('it names no false positives');
  if (rule.alerts && file.tests === undefined) advice.push('it has no tests: events that must fire it, and events that must not');
  if (file.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(file.date)) advice.push(`its date "${file.date}" is not written as 2026-01-31`);
  const { tactics, techniques } = attackOf(file.tags);
  if (rule.alerts && techniques.length === 0) advice.push('no tag names a technique of ATT&CK, such as attack.t1562.008');
  for (const tactic of tactics) if (!isTactic(tactic)) advice.push(`"${tactic}" is no tactic of ATT&CK`);
  if (rule.kind === 'event') advice.push(...lintDetection(rule));
  return advice;
}

function lintDetection({ file }: Rule): string[] {
  const { condition, ...selections } = file.detection;
  const words = [condition].flat().join(' ');
  const isAsked = (name: string) => new RegExp(`\\bof\\s+them\\b`, 'i').test(words) || words.split(/[\s()]+/).some((word) => matchesName(word, name));
  return [
    ...Object.keys(selections).filter((name) => !isAsked(name)).map((name) => `the condition never asks for "${name}"`),
    ...singleAlls(selections).map((field) => `"${field}" asks for all of one value`),
  ];
}

function matchesName(word: string, name: string): boolean {
  return new RegExp(`^${word.split('*').map(RegExp.escape).join('.*')}$`).test(name);
}

function singleAlls(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(singleAlls);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...(key.split('|').slice(1).includes('all') && (!Array.isArray(inner) || inner.length < 2) ? [key] : []),
    ...singleAlls(inner),
  ]);
}
