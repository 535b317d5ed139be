import type { Actor } from '../../../core/actor.ts';
import { resolveActor, type CallRecord, type SessionLinks } from './resolve-actor.ts';
import type { SessionLink } from './session-link.ts';

interface Remembered {
  readonly type: string | undefined;
  readonly arn: string | undefined;
  readonly actor: Actor;
  /** What was known of each key on the way: the actor is the same as long as that is. */
  readonly asked: readonly (readonly [accessKeyId: string, link: SessionLink | undefined])[];
}

/** Resolves the calls of one session once. */
export function rememberActors(links: SessionLinks, most = 20_000): (record: CallRecord) => Actor {
  const known = new Map<string, Remembered>();
  return (record) => {
    const key = nameOf(record);
    if (key === null) return resolveActor(record, links);
    const { type, arn } = record.userIdentity;
    const remembered = known.get(key);
    if (remembered && remembered.type === type && remembered.arn === arn && remembered.asked.every(([accessKeyId, link]) => links.of(accessKeyId) === link)) return remembered.actor;
    const asked: [string, SessionLink | undefined][] = [];
    const actor = resolveActor(record, {
      of(accessKeyId) {
        const link = links.of(accessKeyId);
        asked.push([accessKeyId, link]);
        return link;
      },
    });
    if (known.size >= most) known.clear();
    known.set(key, { type, arn, actor, asked });
    return actor;
  };
}

/** Null where calls of one session can tell more than the session does. */
function nameOf({ userIdentity: { accessKeyId, invokedBy, type }, userAgent }: CallRecord): string | null {
  if (type === 'AWSService') return invokedBy ?? null;
  if (accessKeyId === undefined || invokedBy !== undefined || type === 'AWSAccount' || userAgent?.includes('exec-env/') === true) return null;
  return accessKeyId;
}
