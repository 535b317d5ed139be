import { unitTemplates, type NewFile } from './unit-templates.ts';

/** The files of a new unit, or the sentence that says why there are none. */
export function newUnitFiles(kind: string | undefined, id: string | undefined): readonly NewFile[] | string {
  const kinds = Object.keys(unitTemplates).join(', ');
  const template = kind === undefined ? undefined : unitTemplates[kind];
  if (kind === undefined || template === undefined) return `Say what to make: npm run new <kind> <id>, where the kind is one of ${kinds}`;
  if (id === undefined || !template.id.test(id)) return `The id of a ${kind} looks like ${template.example}`;
  return template.files(id);
}
