import { load, loadAll, Schema, timestampTag, YAML11_SCHEMA, YAMLException } from 'js-yaml';
import { isNode, LineCounter, parseAllDocuments } from 'yaml';
import { RuleProblem, type RulePath } from './rule-problem.ts';

// Rule files are YAML 1.1 in practice: an unquoted yes or no is a boolean. Dates stay what was written.
const schema = new Schema(YAML11_SCHEMA.tags.filter((tag) => tag !== timestampTag));

/** The documents of a rule file. A file that is no YAML is refused with the line. */
export function readDocuments(text: string): unknown[] {
  try {
    return text.includes('\n---') || text.startsWith('---') ? loadAll(text, { schema }).filter((document) => document !== null) : [load(text, { schema })];
  } catch (error) {
    if (error instanceof YAMLException) throw new YamlProblem(error.reason, (error.mark?.line ?? 0) + 1);
    throw error;
  }
}

/** A mistake in the YAML itself, which knows its line. */
export class YamlProblem extends RuleProblem {
  readonly line: number;

  constructor(because: string, line: number) {
    super(`not YAML: ${because}`);
    this.line = line;
  }
}

/** The line of a place in a document of the file. Only asked when something is wrong, since it reads the file again. */
export function lineOf(text: string, document: number, path: RulePath): number {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { version: '1.1', lineCounter: lines, prettyErrors: false });
  const found = (Array.isArray(documents) ? documents : []).filter(({ contents }) => contents !== null)[document];
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = found?.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
