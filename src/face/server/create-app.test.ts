import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { contract } from '../../core/contract.ts';
import { route } from '../../core/route.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { findingDraft } from '../../testing/builders.ts';
import { openTestApp, testPassword, testRoute, testTokens, type TestAppFacts } from '../../testing/open-test-app.ts';
import { createApp } from './create-app.ts';

const asAdmin = { authorization: `Bearer ${testTokens.admin}` };
const asJson = { 'content-type': 'application/json' };

async function testApp(facts?: TestAppFacts) {
  const opened = await openTestApp(facts);
  const app = createApp(opened.options);
  return { ...opened, ask: async (path: string, init?: RequestInit) => app.request(path, init, {}) };
}

type Ask = Awaited<ReturnType<typeof testApp>>['ask'];

async function cookieOf(ask: Ask, username = 'admin', password = testPassword): Promise<{ cookie: string }> {
  const answer = await ask('/api/session', { method: 'POST', headers: asJson, body: JSON.stringify({ username, password }) });
  return { cookie: answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') };
}

async function withUser(role: 'viewer' | 'operator', ask: Ask) {
  const body = JSON.stringify({ username: `the-${role}`, role, password: testPassword });
  await ask('/api/users', { method: 'POST', headers: { ...asAdmin, ...asJson }, body });
  return cookieOf(ask, `the-${role}`);
}

describe('who may ask', () => {
  it.each(['/api/findings', '/api/findings/summary', '/api/users', '/api/events', '/api/openapi.json', '/metrics'])('nobody unknown reads %s', async (path) => {
    const { ask } = await testApp();
    const answer = await ask(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated', detail: 'Log in first' });
  });

  it.each(['/health', '/ready', '/', '/findings', '/assets/main-abc123.js'])('anybody reads %s', async (path) => {
    const { ask } = await testApp();
    expect((await ask(path)).status).toBe(200);
  });

  it('who logs in reads with the cookie, until logging out', async () => {
    const { ask } = await testApp();
    const headers = await cookieOf(ask);
    expect((await ask('/api/findings', { headers })).status).toBe(200);
    expect(await (await ask('/api/session', { headers })).json()).toMatchObject({ session: { user: { username: 'admin' }, product: { mode: 'demo' } } });
    expect((await ask('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    expect(await (await ask('/api/findings', { headers })).json()).toMatchObject({ status: 401, code: 'session-expired' });
  });

  it('a role does what it may and is told why it may not do more', async () => {
    const { ask } = await testApp();
    const headers = await withUser('viewer', ask);
    expect((await ask('/api/findings', { headers })).status).toBe(200);
    const refused = await ask('/api/users', { headers });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: 'This needs the role admin; the-viewer has the role viewer' });
  });

  it('a request that another site sends with a cookie changes nothing', async () => {
    const { ask } = await testApp();
    const { cookie } = await cookieOf(ask);
    const body = JSON.stringify({ username: 'planted', role: 'admin', password: testPassword });
    const sent = await ask('/api/users', { method: 'POST', headers: { cookie, ...asJson, 'sec-fetch-site': 'cross-site' }, body });
    expect(sent.status).toBe(403);
    expect(await (await ask('/api/users', { headers: { cookie } })).json()).toMatchObject({ users: [{ username: 'admin' }] });
  });

  it.each([
    ['of another site', 'https://evil.example', 403],
    ['of another port', 'http://watch.example:8443', 403],
    ['of nowhere', 'null', 403],
    ['of its own', 'http://watch.example', 201],
    ['of the public address', 'https://public.example', 201],
  ])('a request with the cookie and the origin %s is answered so', async (_what, origin, status) => {
    const { ask } = await testApp({ server: { publicUrl: 'https://public.example' } });
    const { cookie } = await cookieOf(ask);
    const body = JSON.stringify({ username: 'planted', role: 'viewer', password: testPassword });
    expect((await ask('/api/users', { method: 'POST', headers: { cookie, ...asJson, host: 'watch.example', origin }, body })).status).toBe(status);
    expect((await ask('/api/users', { method: 'DELETE', headers: { ...asAdmin, host: 'watch.example', origin } })).status).toBe(405);
  });

  it('Prometheus reads the metrics with its own token and nothing else', async () => {
    const { ask } = await testApp();
    const headers = { authorization: `Bearer ${testTokens.metrics}` };
    const metrics = await ask('/metrics', { headers });
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await metrics.text()).toContain('watchkeeper_build_info{version="1.2.3"} 1');
    expect((await ask('/api/findings', { headers })).status).toBe(401);
  });
});

describe('what is asked', () => {
  it.each([
    ['/api/findings?limit=0', 'query.limit'],
    ['/api/findings?severity=awful', 'query.severity'],
    ['/api/findings?sevrity=high', 'query.sevrity: not known here; these are: status, severity'],
    ['/api/findings?limit=1&limit=2', 'query.limit: given more than once'],
    ['/api/findings?q=a%00b', 'query: text with a NUL character in it'],
    ['/api/findings?cursor=nonsense', 'cursor'],
  ])('%s is refused and says what is wrong', async (path, told) => {
    const { ask } = await testApp();
    const answer = await ask(path, { headers: asAdmin });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'bad-request', detail: expect.stringContaining(told) });
  });

  it.each([
    ['not JSON', 'not json', asJson, 400, 'The body is not JSON'],
    ['a form', 'username=admin', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'The body must be JSON'],
    ['a field that is not known', '{"username":"a","password":"b","more":1}', asJson, 400, 'body'],
    ['nothing', '', asJson, 400, 'body.username'],
    ['more than the limit', JSON.stringify({ username: 'a'.repeat(3_000), password: 'b' }), asJson, 413, 'larger than 2 KiB'],
  ])('a body that is %s is refused', async (_what, body, headers, status, told) => {
    const { ask } = await testApp({ server: { bodyLimitKb: 2 } });
    const answer = await ask('/api/session', { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining(told) });
  });

  it('an unknown address under /api is a problem, not a page', async () => {
    const { ask } = await testApp();
    const answer = await ask('/api/nothing', { headers: asAdmin });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not-found', detail: 'There is nothing at /api/nothing' });
  });

  it('a method that the address does not know names those it knows', async () => {
    const { ask } = await testApp();
    const answer = await ask('/api/session', { method: 'PUT', headers: asAdmin });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, GET, DELETE');
  });

  it('too many requests of one caller wait, and others do not', async () => {
    const { ask } = await testApp({ server: { requestsPerMinute: 3 } });
    for (let count = 0; count < 3; count++) expect((await ask('/api/findings', { headers: asAdmin })).status).toBe(200);
    const refused = await ask('/api/findings', { headers: asAdmin });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/api/session')).status).toBe(200);
  });

  it('a fixed word in an address is not taken for an id', async () => {
    const shown = (path: `/api/${string}`, text: string) => testRoute(async () => ({ shown: text }), { path });
    const { ask } = await testApp({ routes: [shown('/api/things/{id}', 'one'), shown('/api/things/all', 'all')] });
    expect(await (await ask('/api/things/all')).json()).toEqual({ shown: 'all' });
    expect(await (await ask('/api/things/7')).json()).toEqual({ shown: 'one' });
  });

  it('the address of who asks is the one that the known proxies tell', async () => {
    const told = contract({ id: 'address', method: 'get', path: '/api/address', title: 'A test', role: 'anyone', reach: 'nothing', response: z.object({ address: z.string() }) });
    const address = route(told, async (request) => ({ address: request.address }));
    const headers = { 'x-forwarded-for': '6.6.6.6, 198.51.100.7, 10.0.0.1' };
    const behindTwo = await testApp({ routes: [address], server: { proxies: 2 } });
    expect(await (await behindTwo.ask('/api/address', { headers })).json()).toEqual({ address: '198.51.100.7' });
    const alone = await testApp({ routes: [address] });
    expect(await (await alone.ask('/api/address', { headers })).json()).toEqual({ address: 'unknown' });
  });
});

describe('what is answered', () => {
  it('is what the contract states and nothing else', async () => {
    const { ask } = await testApp({ routes: [testRoute(async () => ({ shown: 'yes', hidden: 'a secret' }))] });
    expect(await (await ask('/api/test')).json()).toEqual({ shown: 'yes' });
  });

  it('a failure that its reader can act on comes with what to do', async () => {
    const failing = testRoute(() => Promise.reject(new AppError('conflict', 'It is there already', { hint: 'Choose another name' })));
    const { ask } = await testApp({ routes: [failing] });
    const answer = await ask('/api/test', { headers: { 'x-request-id': 'given-by-a-proxy' } });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({
      type: 'urn:watchkeeper:problem:conflict',
      title: 'Conflict',
      status: 409,
      detail: 'It is there already',
      code: 'conflict',
      hint: 'Choose another name',
      requestId: 'given-by-a-proxy',
    });
  });

  it('a bug shows an id, and the log has its cause', async () => {
    const { ask, messages } = await testApp({ routes: [testRoute(() => Promise.reject(new TypeError('the table secret_things is missing')))] });
    const answer = await ask('/api/test');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toContain('secret_things');
    expect(text).toContain(answer.headers.get('x-request-id'));
    expect(messages).toContain('A request failed');
  });

  it('a database that went away is said to be away', async () => {
    const lost = new Error('Failed query', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
    const { ask } = await testApp({ routes: [testRoute(() => Promise.reject(lost))] });
    const answer = await ask('/api/test');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'store-unreachable', detail: 'The database does not answer' });
  });

  it('findings are listed, paged and exported', async () => {
    const { ask, store, live } = await testApp();
    const drafts = ['a', 'b', 'c'].map((name) => findingDraft({ fingerprint: name, title: `Finding ${name}` }));
    await recordFindings({ store, live, clock: () => new Date() }, drafts);
    const first = z.object({ findings: z.array(z.object({ title: z.string() })), next: z.string() }).parse(await (await ask('/api/findings?limit=2', { headers: asAdmin })).json());
    expect(first.findings).toHaveLength(2);
    const second = await (await ask(`/api/findings?limit=2&cursor=${first.next}`, { headers: asAdmin })).json();
    expect(second).toMatchObject({ findings: [expect.anything()], next: null });
    const file = await ask('/api/findings/export?format=csv', { headers: asAdmin });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="findings.csv"');
    expect((await file.text()).trim().split('\r\n')).toHaveLength(4);
  });

  it('every operation stands in the OpenAPI document', async () => {
    const { ask, options } = await testApp();
    const document = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(await (await ask('/api/openapi.json', { headers: asAdmin })).json());
    expect(document.openapi).toBe('3.1.0');
    for (const { contract: stated } of options.routes) expect(document.paths[stated.path]).toHaveProperty(stated.method);
  });
});

describe('headers', () => {
  it('let a page run only its own scripts and the styles of this very answer', async () => {
    const { ask } = await testApp();
    const answers = await Promise.all([ask('/'), ask('/findings/some-id?tab=evidence')]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1];
        expect(answer.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
        expect(answer.headers.get('content-security-policy')).not.toContain('unsafe-eval');
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it.each(['/api/findings', '/health', '/metrics', '/', '/api/nothing'])('of %s forbid guessing types and framing', async (path) => {
    const { ask } = await testApp();
    const { headers } = await ask(path, { headers: asAdmin });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  it('keep files with a hash in their names and nothing else', async () => {
    const { ask } = await testApp();
    expect((await ask('/assets/main-abc123.js')).headers.get('cache-control')).toContain('immutable');
    expect((await ask('/')).headers.get('cache-control')).toBe('no-store');
    expect((await ask('/api/findings', { headers: asAdmin })).headers.get('cache-control')).toBe('no-store');
    expect((await ask('/assets/gone-123.js')).status).toBe(404);
  });

  it('a path that leads out of the pages finds nothing', async () => {
    const { ask } = await testApp();
    const answer = await ask('/assets/..%2f..%2f..%2f..%2fetc/passwd');
    expect(answer.status).toBe(404);
  });
});

describe('health', () => {
  const well = { isRequired: true, check: async () => undefined };
  const failing = (isRequired: boolean) => ({ isRequired, check: () => Promise.reject(new AppError('queue-failed', 'The queue does not answer')) });

  it.each([
    ['well', { store: well }, { status: 'ok', parts: { store: { status: 'ok' } } }, 200],
    ['without what it needs', { store: well, queue: failing(true) }, { status: 'failing', parts: { store: { status: 'ok' }, queue: { status: 'failing', because: 'The queue does not answer', since: expect.any(String) } } }, 503],
    ['without what it can miss', { aws: failing(false) }, { status: 'degraded', parts: { aws: { status: 'failing' } } }, 200],
  ])('says which part is not well when it is %s', async (_state, parts, report, ready) => {
    const { ask } = await testApp({ parts });
    const health = await ask('/health');
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject(report);
    expect((await ask('/ready')).status).toBe(ready);
  });

  it('answers while a part says nothing at all', async () => {
    const { ask } = await testApp({ parts: { lake: { isRequired: false, check: () => new Promise(() => {}) } } });
    expect(await (await ask('/health')).json()).toMatchObject({ status: 'degraded', parts: { lake: { because: 'It did not answer within 2 s' } } });
  });

  it('is not ready any more once it stops', async () => {
    const { ask, stop } = await testApp({ parts: { store: well } });
    stop();
    expect((await ask('/ready')).status).toBe(503);
    expect((await ask('/health')).status).toBe(200);
  });
});
