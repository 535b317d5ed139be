import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { repoRoot } from '../repo-root.ts';

const source = 'src/watch/activity/scan/scan-records.as';
/** The compiler takes no other ending. */
const entry = 'scan-records.ts';

/** The record scanner, compiled to WebAssembly, as base64: text can be compared and kept. */
export async function renderScanner(): Promise<string> {
  const compiled: Uint8Array[] = [];
  const text = await readFile(join(repoRoot, source), 'utf8');
  const { error } = await asc.main([entry, '--outFile', 'out.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--initialMemory', '1', '--enable', 'simd', '--enable', 'bulk-memory'], {
    readFile: (name) => (name === entry ? text : null),
    writeFile(_name, contents) {
      if (typeof contents !== 'string') compiled.push(contents);
    },
    listFiles: () => [],
  });
  const [wasm] = compiled;
  if (error || !wasm) throw new Error(`${source} does not compile: ${error?.message ?? 'nothing came out'}`);
  return `${Buffer.from(wasm).toString('base64').replaceAll(/.{120}/g, '$&\n')}\n`;
}
