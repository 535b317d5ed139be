import type { Caller } from './access/caller.ts';
import type { Sessions } from './access/sessions.ts';
import type { SimAccount, SimRegion, World } from './world/world.ts';

/** What a handler knows of the call beside its input. */
export interface CallContext {
  readonly world: World;
  readonly account: SimAccount;
  readonly region: SimRegion;
  readonly caller: Caller;
  readonly sessions: Sessions;
  readonly now: Date;
  readonly requestId: string;
  /** The endpoint's own address, which queue URLs are made of. */
  readonly endpoint: string;
  /** Aborted when the caller hangs up or the simulator closes. */
  readonly signal: AbortSignal;
}
