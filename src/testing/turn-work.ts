import { z } from 'zod';
import type { WorkKind } from '../base/queue/queue.ts';

/** Work that takes a while, fails as often as it is told to, and must never overlap with other work of its key. */
export const turnWork = {
  name: 'turn-work',
  data: z.object({ key: z.string(), takesMs: z.number(), failures: z.number().default(0) }),
  oneAtATimePerKey: true,
  retry: { limit: 5, delaySeconds: 0, backoff: false },
  heartbeatSeconds: 10,
} as const satisfies WorkKind;
