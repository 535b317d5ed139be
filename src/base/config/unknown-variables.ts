import { nearestName } from '../../core/nearest-name.ts';
import type { Environment } from './read-environment.ts';

/** One sentence for each WATCHKEEPER_ variable that nothing reads: most likely a mistyped name. */
export function unknownVariables(environment: Environment, known: readonly string[]): string[] {
  const names = [...known, 'WATCHKEEPER_CONFIG'];
  return Object.keys(environment)
    .filter((name) => name.startsWith('WATCHKEEPER_') && !name.startsWith('WATCHKEEPER_TEST_') && !names.includes(name))
    .sort()
    .map((name) => {
      const near = nearestName(name, names.filter((one) => one.startsWith('WATCHKEEPER_')));
      return `The environment variable ${name} is not a setting${near === undefined ? '' : `; did you mean ${near}?`}`;
    });
}
