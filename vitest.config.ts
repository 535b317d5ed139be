import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const unit = { testTimeout: 20_000 };
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Of the time that tests take, most is waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'unit', include: ['{src,ui,scripts,bench}/**/*.test.ts'], exclude: ['**/*.system.test.ts', '**/*.browser.test.ts'], ...unit } },
      { test: { name: 'system', include: ['{src,scripts,bin}/**/*.system.test.ts'], globalSetup: ['scripts/services/global-setup.ts'], ...slow } },
      { test: { name: 'browser', include: ['ui/**/*.browser.test.ts'], ...slow } },
    ],
  },
});
