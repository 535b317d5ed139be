import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const days = Array.from({ length: 60 }, (_, day) => `2026-0${day < 31 ? 1 : 2}-${String(day < 31 ? day + 1 : day - 30).padStart(2, '0')},${day === 50 ? 260 : 100 + (day % 3)}`);
const rowSchema = z.looseObject({ timestamp: z.string(), expected: z.number().nullable(), anomaly_score: z.number().nullable(), is_anomaly: z.boolean().nullable() });

async function anomalies(stdin: string, words: readonly string[] = []) {
  const result = await runCommandLine(['anomalies', '-', ...words], { stdin });
  return { ...result, lines: result.out.split('\n').filter((line) => line !== '') };
}

describe('watchkeeper anomalies', () => {
  it('writes each line again with what is thought of it', async () => {
    const { exit, lines, err } = await anomalies(['timestamp,value', ...days].join('\n'));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(lines[0]).toBe('timestamp,value,expected,lower,upper,anomaly_score,is_anomaly');
    expect(lines).toHaveLength(61);
    expect(lines.filter((line) => line.endsWith(',true'))).toEqual([expect.stringMatching(/^2026-02-20,260,10\d[\d.]*,\d[\d.]*,1\d\d[\d.]*,0\.[5-9]\d*,true$/)]);
    expect(lines[1]).toBe('2026-01-01,100,,,,0,false');
  });

  it('writes JSON, with what is unusual in words', async () => {
    const { out } = await anomalies(['timestamp,value', ...days].join('\n'), ['--format', 'json']);
    const rows = z.array(rowSchema).parse(JSON.parse(out));
    expect(rows.filter((row) => row.is_anomaly)).toMatchObject([{ timestamp: '2026-02-20', value: '260', because: expect.stringContaining('more than usual') }]);
  });

  it('needs no header, and finds time and value where other columns stand around them', async () => {
    expect((await anomalies(days.join('\n'))).lines).toHaveLength(61);
    const wide = ['service,date,cost,note', ...days.map((day) => `"EC2, other",${day},"said ""so"""`)].join('\r\n');
    const { lines } = await anomalies(wide);
    expect(lines[0]).toBe('service,date,cost,note,expected,lower,upper,anomaly_score,is_anomaly');
    expect(lines.filter((line) => line.endsWith('true'))).toEqual([expect.stringMatching(/^"EC2, other",2026-02-20,260,"said ""so""",10/)]);
  });

  it('reads times in seconds, milliseconds, with a space and with a zone', async () => {
    const times = ['1767225600', '1767225900000', '2026-01-01 00:10:00', '2026-01-01T01:15:00+01:00'];
    expect(await anomalies(times.map((time) => `${time},1`).join('\n'))).toMatchObject({ exit: 0, err: '' });
  });

  it('tells lines that it cannot read, leaves them out, judges the others, and ends with 3', async () => {
    const { exit, err, lines } = await anomalies(['timestamp,value', '2026-01-01,1', '2026-01-02,much', 'never,3', '2026-01-03,4,5', '2025-01-01,1', '2026-01-04,', '2026-01-05,2'].join('\n'));
    expect(exit).toBe(3);
    expect(err.split('\n').filter((line) => line !== '')).toEqual(['not read: line 3: "much" is no number', 'not read: line 4: "never" is no time', 'not read: line 5: it has 3 columns and not 2', 'not read: line 6: 2025-01-01 is before the line above it']);
    expect(lines.slice(1)).toEqual(['2026-01-01,1,,,,0,false', '2026-01-04,,,,,,', '2026-01-05,2,,,,0,false']);
  });

  it('is given the distance of points, reads files, and ends with 1 where it is asked to', async () => {
    const file = join(await makeTestFolder(), 'costs.csv');
    await writeFile(file, days.join('\n'));
    expect(await runCommandLine(['anomalies', file, '--interval', '1d', '--fail-on-anomaly'])).toMatchObject({ exit: 1 });
    expect(await runCommandLine(['anomalies', file, '--interval', 'often'])).toMatchObject({ exit: 2, err: expect.stringContaining('--interval') });
    expect(await runCommandLine(['anomalies', join(file, 'nothing')])).toMatchObject({ exit: 2, err: expect.stringContaining('cannot be read') });
  });

  it.each([
    ['', 'nothing in the file'],
    ['only\n1\n', 'one column'],
  ])('says what is wrong with %j', async (stdin, told) => {
    expect(await anomalies(stdin)).toMatchObject({ exit: 2, err: expect.stringContaining(told) });
  });
});
