import { randomBytes } from 'node:crypto';
import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Store } from '../../store/store.ts';
import type { Seals } from '../access-secret.ts';
import { hashToken } from '../hash-token.ts';
import { secondFactors } from '../tables.ts';

export interface SecondFactors {
  state(userId: string): Promise<{ isOn: boolean; recoveryCodesLeft: number }>;
  /** A new seed, which counts once it is confirmed. */
  begin(user: { readonly id: string; readonly username: string }): Promise<{ seed: string; uri: string }>;
  /** Turns it on with the first code; the recovery codes are shown once. */
  confirm(userId: string, code: string): Promise<string[]>;
  /** Whether a code, or a recovery code, is right. Each is taken once. */
  takeCode(userId: string, code: string): Promise<boolean>;
  renewRecoveryCodes(userId: string): Promise<string[]>;
  turnOff(userId: string): Promise<void>;
}

const stepSeconds = 30;
/** Clocks differ: the code before and the code after count too. */
const stepsOff = 1;
const recoveryCodesMade = 10;
const recoveryCodeLength = 16;

export function openSecondFactors({ store, seals, clock }: { store: Store; seals: Seals; clock: Clock }): SecondFactors {
  const placeOf = (userId: string) => ({ owner: `user/${userId}`, field: 'second-factor' });
  const rowOf = async (userId: string) => (await store.db.select().from(secondFactors).where(eq(secondFactors.userId, userId)))[0];

  /** The time step that the code is of. */
  async function stepOf(userId: string, sealed: string, code: string): Promise<number | null> {
    const totp = totpOf(await seals.unsealField({ ...placeOf(userId), sealed }));
    const timestamp = clock().getTime();
    const off = totp.validate({ token: code.replaceAll(/\s/g, ''), timestamp, window: stepsOff });
    return off === null ? null : Math.floor(timestamp / 1_000 / stepSeconds) + off;
  }

  async function takeStep(userId: string, step: number): Promise<boolean> {
    const taken = await store.db
      .update(secondFactors)
      .set({ lastStep: step })
      .where(and(eq(secondFactors.userId, userId), or(isNull(secondFactors.lastStep), lt(secondFactors.lastStep, step))))
      .returning({ userId: secondFactors.userId });
    return taken.length > 0;
  }

  async function takeRecoveryCode(userId: string, code: string): Promise<boolean> {
    const hash = hashToken(plainRecoveryCode(code));
    const taken = await store.db
      .update(secondFactors)
      .set({ recoveryCodes: sql`${secondFactors.recoveryCodes} - ${hash}::text` })
      .where(and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt), sql`${secondFactors.recoveryCodes} ? ${hash}::text`))
      .returning({ userId: secondFactors.userId });
    return taken.length > 0;
  }

  async function keepRecoveryCodes(userId: string, facts: { confirmedAt?: Date }): Promise<string[]> {
    const codes = Array.from({ length: recoveryCodesMade }, makeRecoveryCode);
    await store.db
      .update(secondFactors)
      .set({ ...facts, recoveryCodes: codes.map((code) => hashToken(plainRecoveryCode(code))) })
      .where(eq(secondFactors.userId, userId));
    return codes;
  }

  return {
    async state(userId) {
      const row = await rowOf(userId);
      const isOn = row !== undefined && row.confirmedAt !== null;
      return { isOn, recoveryCodesLeft: isOn ? row.recoveryCodes.length : 0 };
    },
    async begin({ id, username }) {
      const known = await rowOf(id);
      if (known?.confirmedAt) throw new AppError('conflict', 'There is a second factor already', { hint: 'Turn it off first' });
      const seed = new Secret({ size: 20 }).base32;
      const sealed = await seals.sealField({ ...placeOf(id), value: seed });
      const row = { seed: sealed, recoveryCodes: [], confirmedAt: null, lastStep: null, createdAt: clock() };
      await store.db.insert(secondFactors).values({ userId: id, ...row }).onConflictDoUpdate({ target: secondFactors.userId, set: row, setWhere: isNull(secondFactors.confirmedAt) });
      return { seed, uri: totpOf(seed, username).toString() };
    },
    async confirm(userId, code) {
      const row = await rowOf(userId);
      if (!row || row.confirmedAt !== null) throw new AppError('conflict', 'There is no second factor to confirm', { hint: 'Begin with a new one' });
      const step = await stepOf(userId, row.seed, code);
      if (step === null || !(await takeStep(userId, step))) throw new AppError('bad-request', 'That code is wrong', { hint: "Compare the time of the telephone with the server's, and take the code that is shown now" });
      return keepRecoveryCodes(userId, { confirmedAt: clock() });
    },
    async takeCode(userId, code) {
      const row = await rowOf(userId);
      if (!row || row.confirmedAt === null) return false;
      // Without the seed, which may be lost.
      if (plainRecoveryCode(code).length === recoveryCodeLength) return takeRecoveryCode(userId, code);
      const step = await stepOf(userId, row.seed, code);
      return step !== null && takeStep(userId, step);
    },
    renewRecoveryCodes: (userId) => keepRecoveryCodes(userId, {}),
    async turnOff(userId) {
      await store.db.delete(secondFactors).where(eq(secondFactors.userId, userId));
    },
  };
}

function totpOf(seed: string, label = 'Watchkeeper'): TOTP {
  return new TOTP({ issuer: 'Watchkeeper', label, secret: Secret.fromBase32(seed), period: stepSeconds, digits: 6, algorithm: 'SHA1' });
}

/** `4f2a-91bc-07de-55aa`, 64 bits of chance. */
function makeRecoveryCode(): string {
  return (randomBytes(8).toString('hex').match(/.{4}/g) ?? []).join('-');
}

function plainRecoveryCode(code: string): string {
  return code.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
}
