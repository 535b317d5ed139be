import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { AppError } from '../../core/app-error.ts';

export interface ConfigFile {
  /** As a person would name it: relative to where the command was started, when it is below. */
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** The line on which a key, or the nearest group above it, stands. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Reads the file that was named, or `watchkeeper.yaml` of the folder when it is there. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile | undefined> {
  const file = named === undefined ? join(cwd, 'watchkeeper.yaml') : named.startsWith('/') ? named : join(cwd, named);
  const below = relative(cwd, file);
  const name = below.startsWith('..') ? file : below;
  const text = await readText(file, { name, isNamed: named !== undefined });
  return text === undefined ? undefined : parse(text, name);
}

async function readText(file: string, { name, isNamed }: { name: string; isNamed: boolean }): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && !isNamed) return undefined;
    const reason = code === 'ENOENT' ? 'it does not exist' : code === 'EACCES' ? 'this user may not read it' : code === 'EISDIR' ? 'it is a folder' : String(code ?? error);
    throw new AppError('unreadable-file', `The configuration file ${name} cannot be read: ${reason}`, {
      hint: isNamed ? 'Check the path given by --config or WATCHKEEPER_CONFIG' : 'Make it readable, or move it away',
      cause: error,
    });
  }
}

function parse(text: string, name: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw badFile(`${name}:${line}:${col} is not valid YAML: ${problem.message}`);
  }
  const content: unknown = document.toJS() ?? {};
  if (!isGroup(content)) throw badFile(`${name} must hold groups of settings, such as "server:" with "port: 8000" below it`);
  return { name, content, lineOf: (path) => lineOf(document, lines, path) };
}

function badFile(message: string): AppError {
  return new AppError('bad-config', message, { hint: 'watchkeeper help config explains the file' });
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = keyOrItem(document, path.slice(0, length));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** A key of a group, whose value may stand lines below it, or an item of a list. */
function keyOrItem(document: Document, path: readonly PropertyKey[]): unknown {
  const around = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(around)) return document.getIn(path, true);
  return around.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
