import { unitKinds } from '../../src/core/unit.ts';
import { listCatalogue } from '../../src/face/catalogue.ts';

/** docs/reference/catalogue.md: every unit of every kind. */
export async function renderCatalogue(): Promise<string> {
  const cards = await listCatalogue();
  const sections = unitKinds.flatMap((kind) => {
    const ofKind = cards.filter((card) => card.kind === kind);
    if (ofKind.length === 0) return [];
    return [`## ${kind}`, '', '| id | title |', '|---|---|', ...ofKind.map(({ id, title }) => `| \`${id}\` | ${title.replaceAll('|', '\\|')} |`), ''];
  });
  return ['# Catalogue', '', 'What Watchkeeper is made of. `watchkeeper catalog` lists the same. This page is made from the code by `npm run goldens`.', '', ...sections].join('\n');
}
