import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { schedules } from '../queue/tables.ts';

const row = { name: 'nightly', kind: 'sweep', every: '1d', data: { words: ['ä', null, 1.5, '{"not":"parsed"}'] }, key: null, nextRunAt: new Date('2026-03-04T05:06:07.089Z') };

describeOnBothStores('the store', (open) => {
  it('gives back what was put in, types included', async () => {
    const { db } = await open();
    await db.insert(schedules).values(row);
    expect(await db.select().from(schedules)).toEqual([row]);
  });

  it('starts empty, whatever another store holds', async () => {
    const first = await open();
    await first.db.insert(schedules).values(row);
    const second = await open();
    expect(await second.db.select().from(schedules)).toEqual([]);
  });

  it('undoes a transaction that fails, all of it', async () => {
    const { db } = await open();
    const failing = db.transaction(async (tx) => {
      await tx.insert(schedules).values(row);
      throw new Error('on second thought');
    });
    await expect(failing).rejects.toThrow('on second thought');
    expect(await db.select().from(schedules)).toEqual([]);
  });

  it('runs transactions side by side, one seeing what the other committed', async () => {
    const { db } = await open();
    await db.insert(schedules).values({ ...row, data: { count: 0 } });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        db.transaction(async (tx) => {
          const [found] = await tx.select().from(schedules).where(eq(schedules.name, row.name)).for('update');
          const count = Number(Reflect.get(Object(found?.data), 'count'));
          await tx.update(schedules).set({ data: { count: count + 1 } }).where(eq(schedules.name, row.name));
        }),
      ),
    );
    expect(await db.select({ data: schedules.data }).from(schedules)).toEqual([{ data: { count: 10 } }]);
  });

  it('takes plain SQL with values', async () => {
    const store = await open();
    const { rows } = await store.execute('select $1::int + 1 as next, $2::text[] as words', [41, ['a', 'b']]);
    expect(rows).toEqual([{ next: 42, words: ['a', 'b'] }]);
  });

  it('answers a ping while it is open, and fails it afterwards', async () => {
    const store = await open();
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'store-unreachable' });
  });
});
