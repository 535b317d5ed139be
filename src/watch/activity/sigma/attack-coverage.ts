import { attackOf } from './attack-tags.ts';
import { attackTactics, attackTechniques, type AttackTactic } from './attack-matrix.ts';
import type { CorrelationRule, Rule } from './rule.ts';

export interface TechniqueCoverage {
  readonly tactic: AttackTactic;
  readonly technique: string;
  readonly name: string;
  /** The rules that see it, by their places. */
  readonly rules: readonly string[];
}

/** ATT&CK's matrix for the cloud, with the rules that see each technique; empty where none does. */
export function attackCoverage(rules: readonly (Rule | CorrelationRule)[]): TechniqueCoverage[] {
  const tagged = rules.filter(({ alerts }) => alerts).map((rule) => ({ id: rule.id, ...attackOf(rule.file.tags) }));
  return attackTactics.flatMap((tactic) => {
    const known = attackTechniques.filter(({ tactics }) => tactics.includes(tactic)).map(({ id, name }) => ({ id, name }));
    const others = [...new Set(tagged.filter(({ tactics }) => tactics.includes(tactic)).flatMap(({ techniques }) => techniques))].filter((id) => !attackTechniques.some((one) => one.id === id));
    return [...known, ...others.map((id) => ({ id, name: id }))].map(({ id, name }) => ({
      tactic,
      technique: id,
      name,
      rules: tagged.filter(({ tactics, techniques }) => techniques.includes(id) && tactics.includes(tactic)).map((rule) => rule.id),
    }));
  });
}
