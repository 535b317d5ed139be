import type { Caller } from '../../core/route.ts';
import type { AuditActor } from '../audit/audit.ts';

/** Who the audit log names for what a caller did: a program's key by itself, with its owner. */
export function actorOf(caller: Caller | undefined): AuditActor {
  if (!caller) return { kind: 'user', id: 'unknown', name: 'nobody known' };
  if (caller.by === 'token') return { kind: 'token', id: caller.id, name: caller.name };
  if (caller.by === 'key') return { kind: 'token', id: caller.credentialId ?? caller.id, name: `${caller.keyName ?? 'a key'} of ${caller.username}` };
  return { kind: 'user', id: caller.id, name: caller.username };
}
