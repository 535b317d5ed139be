export interface Gate {
  readonly name: string;
  run(): Promise<{ exitCode: number; output: string }>;
}

/** Runs every gate, some at a time, tells each as it ends with the output of one that failed, and gives the names of those. */
export async function runGates(gates: readonly Gate[], atATime: number, tell: (line: string) => void): Promise<string[]> {
  const waiting = [...gates];
  const failed: string[] = [];
  const width = Math.max(...gates.map((gate) => gate.name.length));

  async function work(): Promise<void> {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      const startedAt = performance.now();
      const { exitCode, output } = await gate.run();
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
      tell(`${exitCode === 0 ? 'ok  ' : 'FAIL'} ${gate.name.padEnd(width)} ${seconds} s`);
      if (exitCode === 0) continue;
      failed.push(gate.name);
      tell(output.trimEnd().replaceAll(/^/gm, '     '));
    }
  }

  await Promise.all(Array.from({ length: atATime }, work));
  return failed;
}
