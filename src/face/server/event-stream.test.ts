import { describe, expect, it } from 'vitest';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { findingDraft } from '../../testing/builders.ts';
import { openTestApp, testTokens } from '../../testing/open-test-app.ts';
import { createApp } from './create-app.ts';

const asAdmin = { authorization: `Bearer ${testTokens.admin}` };

async function testApp() {
  const opened = await openTestApp();
  const app = createApp(opened.options);
  return { ...opened, ask: async (path: string, init?: RequestInit) => app.request(path, init, {}) };
}

type Ask = Awaited<ReturnType<typeof testApp>>['ask'];

async function reader(ask: Ask) {
  const answer = await ask('/api/events', { headers: asAdmin });
  const stream = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  return { answer, read: async () => (await stream?.read()) ?? { done: true, value: undefined } };
}

describe('live events', () => {
  it('reach who listens, named by their type', async () => {
    const { ask, live, store } = await testApp();
    const { answer, read } = await reader(ask);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect((await read()).value).toContain('retry: 2000');
    await recordFindings({ store, live, clock: () => new Date() }, [findingDraft({ title: 'Logging was stopped' })]);
    const { value = '' } = await read();
    expect(value).toMatch(/^event: finding\ndata: /);
    expect(JSON.parse(value.split('data: ')[1] ?? '')).toMatchObject({ isNew: true, finding: { title: 'Logging was stopped' } });
  });

  it('end when the server stops', async () => {
    const { ask, stop } = await testApp();
    const { read } = await reader(ask);
    await read();
    stop();
    expect(await read()).toMatchObject({ done: true });
  });

  it('let go of a reader that does not read', async () => {
    const { ask, live, options } = await testApp();
    await ask('/api/events', { headers: asAdmin });
    const line = { id: 1, executionId: 'e', at: new Date().toISOString(), level: 'info' as const, message: 'x'.repeat(100_000), fields: {} };
    for (let count = 0; count < 15; count++) live.publish({ type: 'log', agentId: 'a', line });
    expect((await options.metrics.expose()).text).toContain('watchkeeper_event_streams_dropped_total 1');
    expect((await options.metrics.expose()).text).toContain('watchkeeper_event_streams 0');
  });
});
