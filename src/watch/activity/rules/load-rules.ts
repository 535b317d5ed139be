import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseDocument } from 'yaml';
import { AppError } from '../../../core/app-error.ts';
import { compileRule, type Rule } from './compile-rule.ts';
import { RuleProblem } from './rule-problem.ts';
import { ruleFileSchema } from './rule-schema.ts';

export interface LoadedRules {
  readonly rules: Rule[];
  /** Files that could not be used, and why; the others are loaded all the same. */
  readonly refused: { file: string; because: string }[];
}

/** Every `.yml` file below the folders; a file's path within its folder, without the ending, is the rule's id. */
export async function loadRules(folders: readonly string[]): Promise<LoadedRules> {
  const rules = new Map<string, Rule>();
  const refused: LoadedRules['refused'] = [];
  for (const folder of folders) {
    for (const file of await ruleFiles(folder)) {
      const id = relative(folder, file).replaceAll('\\', '/').replace(/\.ya?ml$/, '');
      const loaded = readRule(id, await readFile(file, 'utf8'));
      if (typeof loaded === 'string') refused.push({ file, because: loaded });
      else if (rules.has(id)) refused.push({ file, because: `another folder has a rule called ${id}` });
      else rules.set(id, loaded);
    }
  }
  return { rules: [...rules.values()], refused };
}

async function ruleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('unreadable-file', `The rules in ${folder} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: 'rules.paths names the folders of rules; see that it exists and may be read', cause });
  });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function readRule(id: string, text: string): Rule | string {
  // Rule files are YAML 1.1 in practice: an unquoted yes or no is a boolean.
  const document = parseDocument(text, { version: '1.1', prettyErrors: true });
  const [problem] = document.errors;
  if (problem) return problem.message;
  const parsed = ruleFileSchema.safeParse(document.toJS());
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  try {
    return compileRule(id, parsed.data);
  } catch (error) {
    if (error instanceof RuleProblem) return error.message;
    throw error;
  }
}
