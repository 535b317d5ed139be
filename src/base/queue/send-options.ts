import type { SendOptions as BossSendOptions } from 'pg-boss';

/** The key twice: as what is unique among waiting jobs, and as the group of which one may be active. */
export function sendOptions({ key, startAfterMs }: { key?: string | undefined; startAfterMs?: number | undefined }): BossSendOptions {
  return {
    ...(key === undefined ? {} : { singletonKey: key, group: { id: key } }),
    ...(startAfterMs === undefined ? {} : { startAfter: startAfterMs / 1_000 }),
  };
}
