import { randomBytes } from 'node:crypto';
import type { Session } from './caller.ts';

type SessionFacts = Pick<Session, 'accountId' | 'holder' | 'name'> & Partial<Pick<Session, 'policies' | 'sourceIdentity' | 'tags' | 'usedMfa'>>;

/** The sessions that the simulated STS has handed out. */
export interface Sessions {
  open(facts: SessionFacts, times: { now: Date; seconds: number }): Session;
  find(accessKeyId: string): Session | undefined;
}

const kept = 5_000;

export function openSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    open(facts, { now, seconds }) {
      const session: Session = {
        policies: undefined,
        sourceIdentity: undefined,
        tags: new Map(),
        usedMfa: false,
        ...facts,
        accessKeyId: `ASIA${letters(16)}`,
        secret: randomBytes(30).toString('base64'),
        token: randomBytes(96).toString('base64'),
        createdAt: now,
        expiresAt: new Date(now.getTime() + seconds * 1_000),
      };
      sessions.set(session.accessKeyId, session);
      for (const oldest of sessions.keys()) {
        if (sessions.size <= kept) break;
        sessions.delete(oldest);
      }
      return session;
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
  };
}

function letters(count: number): string {
  return [...randomBytes(count)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte % 32)).join('');
}
