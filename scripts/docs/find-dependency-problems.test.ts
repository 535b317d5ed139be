import { expect, it } from 'vitest';
import { findDependencyProblems } from './find-dependency-problems.ts';

const document = '# Dependencies\n\n- `zod` — checks shapes at the edge.\n- `react`, `react-dom` — draw the UI.\n';

it('is content when each dependency has its reason', () => {
  expect(findDependencyProblems(['zod', 'react', 'react-dom'], document)).toEqual([]);
});

it('finds one without a reason', () => {
  expect(findDependencyProblems(['zod', 'react', 'react-dom', 'left-pad'], document)).toEqual(['docs/dependencies.md gives no reason for left-pad']);
});

it('finds a reason for one that has gone', () => {
  expect(findDependencyProblems(['zod', 'react'], document)).toEqual(['docs/dependencies.md explains react-dom, which package.json does not have']);
});
