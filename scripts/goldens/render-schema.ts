import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repoRoot } from '../repo-root.ts';

const columnSchema = z.object({ name: z.string(), type: z.string(), primaryKey: z.boolean(), notNull: z.boolean() });
const snapshotSchema = z.object({ tables: z.record(z.string(), z.object({ name: z.string(), columns: z.record(z.string(), columnSchema) })) });

/** docs/reference/schema.md: the tables as the migrations leave them. */
export function renderSchema(): Promise<string> {
  const folder = join(repoRoot, 'src/base/store/migrations/meta');
  const newest = readdirSync(folder).filter((name) => name.endsWith('_snapshot.json')).sort().at(-1);
  if (newest === undefined) throw new Error('There is no snapshot of the migrations');
  const { tables } = snapshotSchema.parse(JSON.parse(readFileSync(join(folder, newest), 'utf8')));
  const sections = Object.values(tables)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, columns }) => [`## ${name}`, '', '| column | type |', '|---|---|', ...Object.values(columns).map(({ name: column, type, primaryKey, notNull }) => `| \`${column}\` | ${type}${primaryKey ? ', key' : notNull ? '' : ', may be null'} |`), '']);
  return Promise.resolve(['# Tables', '', 'The tables of the control plane, beside those that the queue keeps in its own schema. Made from the migrations by `npm run goldens`.', '', ...sections].join('\n'));
}
