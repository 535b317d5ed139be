import { openStore } from '../../base/store/open-store.ts';

/** Opens a store, says so, and holds it until it is told to end. */
const [dataFolder = '', databaseUrl] = process.argv.slice(2);
const store = await openStore({ dataFolder, databaseUrl });
const stay = setInterval(() => undefined, 1_000);
process.once('SIGTERM', () => {
  clearInterval(stay);
  void store.close();
});
process.stdout.write('open\n');
