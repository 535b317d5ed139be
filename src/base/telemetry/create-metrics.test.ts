import { expect, it } from 'vitest';
import { createLog } from './create-log.ts';
import { createMetrics } from './create-metrics.ts';

const log = createLog({ level: 'silent', format: 'text' });

function sampleOf(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#'));
}

it('names everything watchkeeper_ and describes it', async () => {
  const { text, contentType } = await createMetrics({ version: '1.2.3', log }).expose();
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples.filter((line) => !line.startsWith('watchkeeper_'))).toEqual([]);
  expect(text).toContain('watchkeeper_build_info{version="1.2.3"} 1');
  expect(text).toContain('watchkeeper_process_resident_memory_bytes');
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
});

it('counts requests by route and status', async () => {
  const metrics = createMetrics({ version: '1', log });
  metrics.httpRequest({ method: 'GET', route: '/api/findings/{id}', status: 200, seconds: 0.02 });
  const { text } = await metrics.expose();
  expect(text).toContain('watchkeeper_http_request_duration_seconds_bucket{le="0.025",method="GET",route="/api/findings/{id}",status="200"} 1');
});

it('copies the ledger at each scrape without counting twice', async () => {
  const metrics = createMetrics({ version: '1', log });
  const lines = [
    { service: 'cloudtrail', operation: 'LookupEvents', calls: 5, failures: 2, retries: 3, usd: 0 },
    { service: 'cloudtrail', operation: 'LookupEvents', calls: 1, failures: 0, retries: 0, usd: 0 },
  ];
  metrics.watchAws({ calls: () => lines, breakers: () => [{ service: 'cloudtrail', state: 'open' }] });
  await metrics.expose();
  const { text } = await metrics.expose();
  expect(sampleOf(text, 'watchkeeper_aws_calls_total')).toEqual([
    'watchkeeper_aws_calls_total{service="cloudtrail",operation="LookupEvents",outcome="succeeded"} 4',
    'watchkeeper_aws_calls_total{service="cloudtrail",operation="LookupEvents",outcome="failed"} 2',
  ]);
  expect(sampleOf(text, 'watchkeeper_aws_retries_total')).toEqual(['watchkeeper_aws_retries_total{service="cloudtrail",operation="LookupEvents"} 3']);
  expect(sampleOf(text, 'watchkeeper_aws_breakers')).toEqual(['watchkeeper_aws_breakers{service="cloudtrail",state="open"} 1']);
});

it('still answers a scrape when the queue cannot be read', async () => {
  const metrics = createMetrics({ version: '1', log });
  metrics.watchQueue('run-agent', async () => ({ waiting: 2, active: 1, dead: 0 }));
  metrics.watchQueue('broken', () => Promise.reject(new Error('no tables')));
  const { text } = await metrics.expose();
  expect(sampleOf(text, 'watchkeeper_queue_jobs')).toEqual([
    'watchkeeper_queue_jobs{kind="run-agent",state="waiting"} 2',
    'watchkeeper_queue_jobs{kind="run-agent",state="active"} 1',
    'watchkeeper_queue_jobs{kind="run-agent",state="dead"} 0',
  ]);
});
