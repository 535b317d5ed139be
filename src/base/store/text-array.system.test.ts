import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { textArray } from './text-array.ts';

const resultSchema = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

describeOnBothStores('an array of texts', (open) => {
  it.each([
    ['what an array literal would quote', ['', ' ', 'a"b', String.raw`c\d`, '{e,f}', 'NULL', 'two\nlines\t']],
    ['letters of any width', ['ä', '日本', '😀', 'half \ud800 a letter']],
    ['nothing among others', [null, 'a', null]],
    ['no text at all', []],
    ['many', Array.from({ length: 5_000 }, (_, at) => `text ${at}`.repeat(at % 9))],
  ])('arrives as it is: %s', async (_name, values: (string | null)[]) => {
    const { db } = await open();
    await db.execute(sql`create table arrived (place serial, value text)`);
    await db.execute(sql`insert into arrived (value) select * from unnest(${textArray(values)})`);
    const { rows } = resultSchema.parse(await db.execute(sql`select value from arrived order by place`));
    expect(rows.map(({ value }) => value)).toEqual(values.map((value) => value?.toWellFormed() ?? value));
  });

  it('is read as other types where they have the same text', async () => {
    const { db } = await open();
    const texts = textArray(['{"a": [1, "b"]}', '"text"']);
    const { rows } = resultSchema.parse(await db.execute(sql`select unnest(${texts}::jsonb[])->'a' as value`));
    expect(rows).toEqual([{ value: [1, 'b'] }, { value: null }]);
    const times = resultSchema.parse(await db.execute(sql`select extract(epoch from unnest(${textArray(['2026-11-20T00:00:00.000Z'])}::timestamptz[]))::text as at`));
    expect(times.rows).toEqual([{ at: '1795132800.000000' }]);
  });
});
