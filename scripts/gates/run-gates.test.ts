import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runGates, type Gate } from './run-gates.ts';

function gate(name: string, exitCode: number, output = ''): Gate {
  return { name, run: () => Promise.resolve({ exitCode, output }) };
}

it('names the gates that failed and shows what they printed, and only that', async () => {
  const lines: string[] = [];
  const failed = await runGates([gate('types', 0, 'fine'), gate('lint', 1, 'no any here\nnor there')], 1, (line) => lines.push(line));
  expect(failed).toEqual(['lint']);
  expect(lines.join('\n')).toMatch(/^ok {3}types +\d+\.\d s\nFAIL lint +\d+\.\d s\n {5}no any here\n {5}nor there$/);
});

it('runs every gate, no more at a time than it was told', async () => {
  let running = 0;
  let most = 0;
  let ran = 0;
  const slow: Gate = {
    name: 'slow',
    async run() {
      most = Math.max(most, ++running);
      await sleep(2);
      running--;
      ran++;
      return { exitCode: 0, output: '' };
    },
  };
  await runGates([slow, slow, slow, slow, slow], 2, () => {});
  expect({ most, ran }).toEqual({ most: 2, ran: 5 });
});
