import { openStore } from '../../base/store/open-store.ts';

/** Writes pairs of rows, each pair in one transaction, and prints each number once it is committed. */
const [dataFolder = '', from = '0'] = process.argv.slice(2);
const store = await openStore({ dataFolder });
await store.execute('create table if not exists written (number int primary key, twin int not null, filler text not null)');
process.stdout.write('open\n');
for (let number = Number(from); ; number += 2) {
  await store.db.transaction(async (tx) => {
    await tx.execute(`insert into written values (${number}, ${number + 1}, repeat('x', 2000))`);
    await tx.execute(`insert into written values (${number + 1}, ${number}, repeat('x', 2000))`);
  });
  process.stdout.write(`wrote ${number}\n`);
}
