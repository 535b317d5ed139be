import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { makeSignedTrail, makeSigner } from '../../../testing/make-signed-trail.ts';
import { verifyPlace, type VerifyWindow } from './verify-place.ts';

const signer = makeSigner();
const startsAt = new Date('2026-11-20T00:20:31Z');
const hourMs = 3_600_000;

function trailOf(hours: number) {
  const trail = makeSignedTrail(signer, { startsAt });
  trail.deliver(hours);
  return trail;
}

function verify(trail: ReturnType<typeof trailOf>, window: Partial<VerifyWindow> = {}) {
  return verifyPlace(trail.folder(), { from: startsAt, to: trail.now(), keys: signer.keys, ...window });
}
const kindsOf = ({ problems }: Awaited<ReturnType<typeof verifyPlace>>) => problems.map(({ kind, key }) => `${kind} ${key}`).sort();

it('vouches for every hour and file of a chain, its empty digests included', async () => {
  const trail = trailOf(3);
  trail.deliver(2, { logFiles: 0 });
  trail.deliver(1);
  expect(await verify(trail)).toMatchObject({ digests: 6, logFiles: 8, problems: [], restarts: [], unvouched: 0, unread: [], firstAt: startsAt, lastAt: trail.now(), beginsAt: startsAt });
});

it('takes a log file that came hours late for what it is', async () => {
  const trail = trailOf(9);
  const late = trail.putLog(startsAt.getTime() + 2.5 * hourMs);
  expect(kindsOf(await verify(trail))).toEqual([`log-extra ${late}`]);
  trail.deliver(1, { late: [late] });
  expect(await verify(trail)).toMatchObject({ problems: [], logFiles: 21 });
});

it('a chain that begins anew is a restart and no gap, and what was delivered in between is counted', async () => {
  const trail = trailOf(2);
  const stoppedAt = trail.now();
  trail.pause(5, { logFiles: 3 });
  const startedAt = trail.now();
  trail.deliver(2);
  expect(await verify(trail)).toMatchObject({ problems: [], restarts: [{ from: stoppedAt, to: startedAt, logFiles: 3 }], unvouched: 3 });
});

it('a digest that is gone is named with its hour, and once however many before it are gone too', async () => {
  const trail = trailOf(6);
  const [, second = '', third = ''] = trail.digestKeys;
  for (const key of [second, third]) trail.objects.delete(key);
  const found = await verify(trail);
  expect(kindsOf(found)).toEqual([`digest-missing ${third}`]);
  expect(found.problems[0]?.at).toEqual(new Date(startsAt.getTime() + 3 * hourMs));
  expect(found.unvouched).toBeGreaterThan(0);
});

it('follows the chain into the bucket and folder that the trail delivered to before', async () => {
  const trail = trailOf(3);
  trail.moveTo({ bucket: 'other-bucket', prefix: 'logs/' });
  trail.deliver(2);
  expect(await verify(trail)).toMatchObject({ digests: 5, logFiles: 10, problems: [], restarts: [] });
  trail.objects.delete(trail.digestKeys[1] ?? '');
  expect(kindsOf(await verify(trail))).toEqual([`digest-missing ${trail.digestKeys[1]}`]);
});

it('what another trail delivers into the same folder is not smuggled in, when its digests say so or it has none', async () => {
  const trail = trailOf(6);
  const other = makeSignedTrail(signer, { startsAt: new Date(startsAt.getTime() + 10 * 60_000), trail: 'data-events' });
  other.deliver(6);
  const share = (from: typeof other) => {
    for (const [key, object] of from.objects) trail.objects.set(key, object);
  };
  share(other);
  expect(kindsOf(await verify(trail))).toEqual([]);
  const smuggled = trail.putLog(startsAt.getTime() + 2.6 * hourMs);
  expect(kindsOf(await verify(trail))).toEqual([`log-extra ${smuggled}`]);
  expect(kindsOf(await verify(trail, { isShared: true }))).toEqual([]);
  trail.objects.delete(smuggled);
  // Its newest digest comes later than this trail's: until then nobody can tell.
  trail.objects.delete(other.digestKeys.at(-1) ?? '');
  trail.objects.delete(other.digestKeys.at(-2) ?? '');
  expect(kindsOf(await verify(trail))).toEqual([]);

  const forged = makeSignedTrail(makeSigner(), { startsAt: new Date(startsAt.getTime() + 20 * 60_000), trail: 'made-up' });
  forged.deliver(4);
  share(forged);
  expect(kindsOf(await verify(trail)).filter((kind) => kind.startsWith('log-extra')).length).toBeGreaterThan(2);
});

it('digests that somebody else signed are no proof, whichever key they name', async () => {
  const trail = trailOf(1);
  const other = makeSigner();
  trail.deliver(1, { by: other });
  trail.deliver(1, { by: { ...other, fingerprint: signer.fingerprint } });
  const found = await verify(trail);
  expect(kindsOf(found)).toEqual([`unknown-key ${trail.digestKeys[1]}`, `wrong-signature ${trail.digestKeys[2]}`]);
  expect(found.lastAt).toEqual(new Date(startsAt.getTime() + hourMs));
});

it('a genuine digest in the place of another one is not in its place, and the other one is missed', async () => {
  const trail = trailOf(4);
  const [first = '', second = ''] = trail.digestKeys;
  trail.objects.set(second, { ...trail.at(first) });
  expect(kindsOf(await verify(trail))).toEqual([`digest-changed ${second}`, `digest-moved ${second}`]);
});

it('a digest that was rewritten is neither what CloudTrail signed nor what the one after it says', async () => {
  const trail = trailOf(3);
  const [, second = ''] = trail.digestKeys;
  const text = gunzipSync(trail.at(second).body).toString();
  trail.at(second).body = gzipSync(text.replace(/"logFiles":\[.*\]/, '"logFiles":[]'));
  expect(kindsOf(await verify(trail))).toEqual([`digest-changed ${second}`, `wrong-signature ${second}`]);
  Object.assign(trail.at(second), { body: gzipSync(text), signature: trail.at(trail.digestKeys[0] ?? '').signature });
  expect(kindsOf(await verify(trail))).toEqual([`chain-broken ${trail.digestKeys[2]}`, `wrong-signature ${second}`]);
});

it.each(['2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])('a forged digest does not end the looking by the time that it claims: %s', async (claimed) => {
  const trail = trailOf(4);
  const [, second = '', , fourth = ''] = trail.digestKeys;
  for (const key of [second, fourth]) trail.at(key).body = gzipSync(gunzipSync(trail.at(key).body).toString().replaceAll(/"digest(Start|End)Time":"[^"]+"/g, `"digest$1Time":"${claimed}"`));
  trail.objects.delete(trail.logKeys()[4] ?? '');
  expect(kindsOf(await verify(trail))).toEqual(expect.arrayContaining([`wrong-signature ${second}`, `wrong-signature ${fourth}`, expect.stringContaining('log-missing')]));
});

it('a digest that is due and does not come is noticed, while the trail is logging', async () => {
  const trail = trailOf(2);
  const later = (hours: number) => ({ to: new Date(trail.now().getTime() + hours * hourMs) });
  expect(kindsOf(await verify(trail, { ...later(1.9), dueSince: startsAt }))).toEqual([]);
  expect((await verify(trail, { ...later(2.1), dueSince: startsAt })).problems).toMatchObject([{ kind: 'digest-overdue', at: trail.now() }]);
  expect((await verify(trail, { ...later(2.1), dueSince: startsAt, dueError: 'AccessDenied' })).problems[0]?.because).toMatch(/CloudTrail could not deliver it: AccessDenied$/);
  expect(kindsOf(await verify(trail, { ...later(2.1), dueSince: null }))).toEqual([]);
  // It was started again a moment ago, and its first digest is still to come.
  expect(kindsOf(await verify(trail, { ...later(9), dueSince: later(8).to }))).toEqual([]);
});

it('goes on from where it was: what is known is not read again, unless it was written or removed since', async () => {
  const trail = trailOf(4);
  const { newest } = await verify(trail);
  const knownTo = trail.now();
  trail.deliver(1);
  const reads: string[] = [];
  const folder = { ...trail.folder(), read: async (file: { bucket: string; key: string }) => (reads.push(file.key), trail.folder().read(file)) };
  const window = { from: knownTo, to: trail.now(), keys: signer.keys, knownTo, expected: newest ? [newest] : [] };
  expect(await verifyPlace(folder, window)).toMatchObject({ problems: [], restarts: [], digests: 2 });
  expect(reads).toHaveLength(4);

  const all = { ...window, from: startsAt };
  const [deleted = '', changed = '', rewritten = ''] = trail.logKeys();
  trail.objects.delete(deleted);
  // A minute after the hour: between the verification and the next.
  const touchedAt = new Date(startsAt.getTime() + hourMs + 60_000);
  Object.assign(trail.at(changed), { body: gzipSync('{"Records":[]}'), modifiedAt: touchedAt });
  Object.assign(trail.at(rewritten), { modifiedAt: trail.now() });
  const found = await verifyPlace(folder, all);
  expect(kindsOf(found)).toEqual([`log-changed ${changed}`, `log-missing ${deleted}`]);
  expect(found.problems.find(({ kind }) => kind === 'log-changed')?.touchedAt).toEqual(touchedAt);
});

it('misses the digest that it verified last when that is deleted, whether the chain goes on, begins anew or ends', async () => {
  const trail = trailOf(3);
  const { newest } = await verify(trail);
  const knownTo = trail.now();
  const last = trail.digestKeys.at(-1) ?? '';
  trail.objects.delete(last);
  const onwards = () => verify(trail, { from: knownTo, knownTo, expected: newest ? [newest] : [] });
  expect(kindsOf(await onwards())).toEqual([`digest-missing ${last}`]);
  trail.pause(2);
  trail.deliver(1);
  expect(kindsOf(await onwards())).toEqual([`digest-missing ${last}`]);
});

it('leaves the rest for later when it is told that it is enough, and says how far it came', async () => {
  const trail = trailOf(5);
  const first = await verify(trail, { isEnough: () => true });
  expect(first).toMatchObject({ isWhole: false, digests: 1, problems: [] });
  const knownTo = first.newest?.at ?? startsAt;
  expect(await verify(trail, { from: knownTo, knownTo, expected: first.newest ? [first.newest] : [], isEnough: () => true })).toMatchObject({ digests: 2, isWhole: false, newest: { at: new Date(startsAt.getTime() + 2 * hourMs) } });
});

it('what cannot be read is not vouched for, and the checkpoint stays before it', async () => {
  const trail = trailOf(4);
  const [, , , , , closed] = trail.logKeys();
  const gap = { reason: 'access-denied' as const, accountId: '111122223333', region: 'us-east-1', service: 's3', operation: 'GetObject', action: 's3:GetObject', because: 'no', at: startsAt.toISOString() };
  const folder = { ...trail.folder(), read: async (file: { bucket: string; key: string }) => (file.key === closed ? { kind: 'unread' as const, gap } : trail.folder().read(file)) };
  expect(await verifyPlace(folder, { from: startsAt, to: trail.now(), keys: signer.keys })).toMatchObject({ problems: [], unread: [gap], newest: { key: trail.digestKeys[1] } });
});
