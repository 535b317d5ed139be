import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Contract } from '../core/contract.ts';

const src = new URL('../', import.meta.url);

/** Every contract that a room's contract.ts states, in the order of their addresses. */
export async function listContracts(): Promise<Contract[]> {
  const files = globSync('*/*/**/contract.ts', { cwd: fileURLToPath(src) });
  const modules = await Promise.all(files.map(async (file) => moduleSchema.parse(await import(new URL(file, src).href))));
  return modules.flatMap((exports) => Object.values(exports).filter(isContract)).sort((a, b) => (address(a) < address(b) ? -1 : 1));
}

const moduleSchema = z.record(z.string(), z.unknown());

/** Guarantee: nothing but `contract()` makes a value with an id, a method, an address below /api, a role and a response. */
function isContract(value: unknown): value is Contract {
  return z.object({ id: z.string(), method: z.string(), path: z.string().startsWith('/api/'), role: z.string(), response: z.instanceof(z.ZodType) }).safeParse(value).success;
}

function address({ path, method }: Contract): string {
  return `${path} ${method}`;
}
