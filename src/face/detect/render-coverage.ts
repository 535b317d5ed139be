import type { TechniqueCoverage } from '../../watch/activity/sigma/attack-coverage.ts';

/** The matrix for a terminal: tactic by tactic, each technique with how many rules see it. */
export function renderCoverage(coverage: readonly TechniqueCoverage[]): string {
  const byTactic = Map.groupBy(coverage, ({ tactic }) => tactic);
  const parts = [...byTactic].map(([tactic, techniques]) => {
    const seen = techniques.filter(({ rules }) => rules.length > 0).length;
    const lines = techniques.map(({ technique, name, rules }) => `  ${rules.length === 0 ? '  -' : String(rules.length).padStart(3)}  ${technique.padEnd(10)} ${name}`);
    return [`${tactic}  ${seen} of ${techniques.length}`, ...lines].join('\n');
  });
  const seen = new Set(coverage.filter(({ rules }) => rules.length > 0).map(({ technique }) => technique)).size;
  return `${parts.join('\n\n')}\n\n${seen} of ${new Set(coverage.map(({ technique }) => technique)).size} techniques are seen by at least one rule\n`;
}
