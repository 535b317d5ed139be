import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';

/** The unit files of a folder by id: a file's path within the folder, without its ending. Tests beside them are no units. */
export async function unitFiles(folder: URL): Promise<Map<string, URL>> {
  const paths = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  return new Map(paths.sort().map((path) => [path.replace(/\.ts$/, ''), new URL(path, folder)]));
}

/** What one file exports by default, when it is what the kind asks for. */
export async function loadUnit<T>(file: URL, kind: z.ZodType<T>): Promise<T> {
  const exported = moduleSchema.parse(await import(file.href)).default;
  const unit = kind.safeParse(exported);
  if (unit.success) return unit.data;
  const [, path = file.pathname] = /\/(src\/.+)$/.exec(file.pathname) ?? [];
  throw new AppError('bad-unit', `${path} cannot be used: ${because(exported, unit.error)}`);
}

/** Every unit of a folder, in the order of their ids. */
export async function loadUnits<T>(folder: URL, kind: z.ZodType<T>): Promise<Map<string, T>> {
  const files = await unitFiles(folder);
  return new Map(await Promise.all([...files].map(async ([id, file]) => [id, await loadUnit(file, kind)] as const)));
}

const moduleSchema = z.looseObject({ default: z.unknown().optional() });

function because(exported: unknown, { issues }: z.ZodError): string {
  if (exported === undefined) return 'it has no default export';
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
