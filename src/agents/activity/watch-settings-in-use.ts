import { asc, eq, sql } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import { agents } from '../runtime/tables.ts';
import { watchSettings, type WatchSettings } from './watch-settings.ts';

/** Of the agent that watches all accounts, or else the oldest that watches one; the usual ones where there is none yet. */
export async function watchSettingsInUse(store: Store): Promise<WatchSettings> {
  const [agent] = await store.db
    .select({ settings: agents.settings })
    .from(agents)
    .where(eq(agents.typeId, 'cloudtrail-monitoring'))
    .orderBy(sql`${agents.accountId} is not null`, asc(agents.createdAt))
    .limit(1);
  return watchSettings.parse(agent?.settings ?? {});
}
