import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { AnyCommand } from './command.ts';

/** The verbs of a folder: a file is a verb, and is imported when it is needed. */
export interface CommandFolder {
  verbs(): Promise<string[]>;
  load(verb: string): Promise<AnyCommand>;
  all(): Promise<Map<string, AnyCommand>>;
}

const builtIn = new URL('../commands/', import.meta.url);

export function openCommandFolder(folder: URL = builtIn): CommandFolder {
  const verbs = async () => (await readdir(folder)).filter((name) => /^[a-z][a-z0-9-]*\.ts$/.test(name)).map((name) => name.replace(/\.ts$/, '')).sort();

  async function load(verb: string): Promise<AnyCommand> {
    const known = await verbs();
    if (!known.includes(verb)) {
      const near = nearestName(verb, known);
      throw new AppError('bad-usage', `"${verb}" is not a command${near === undefined ? '' : `; did you mean "${near}"?`}`, {
        hint: 'watchkeeper help lists the commands',
      });
    }
    const loaded: { default?: unknown } = await import(new URL(`${verb}.ts`, folder).href);
    const command = commandSchema.safeParse(loaded.default);
    if (!command.success) throw new AppError('bad-unit', `src/face/commands/${verb}.ts does not export a command made by defineCommand`);
    return command.data;
  }

  return {
    verbs,
    load,
    all: async () => new Map(await Promise.all((await verbs()).map(async (verb) => [verb, await load(verb)] as const))),
  };
}

const commandSchema = z.custom<AnyCommand>((value) => z.object({ title: z.string().min(1), run: z.function() }).safeParse(value).success);
