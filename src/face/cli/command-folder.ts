import { z } from 'zod';
import { loadUnit, unitFiles } from '../../base/units/load-units.ts';
import { AppError } from '../../core/app-error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { AnyCommand, CommandFolder } from './command.ts';

const builtIn = new URL('../commands/', import.meta.url);

export function openCommandFolder(folder: URL = builtIn): CommandFolder {
  const files = () => unitFiles(folder);
  const verbs = async () => [...(await files()).keys()];

  async function load(verb: string): Promise<AnyCommand> {
    const known = await files();
    const file = known.get(verb);
    if (file) return loadUnit(file, commandSchema);
    const near = nearestName(verb, [...known.keys()]);
    throw new AppError('bad-usage', `"${verb}" is not a command${near === undefined ? '' : `; did you mean "${near}"?`}`, {
      hint: 'watchkeeper help lists the commands',
    });
  }

  return {
    verbs,
    load,
    all: async () => new Map(await Promise.all((await verbs()).map(async (verb) => [verb, await load(verb)] as const))),
  };
}

const commandSchema = z.custom<AnyCommand>((value) => z.object({ title: z.string().min(1), run: z.function() }).safeParse(value).success, 'not made by defineCommand');
