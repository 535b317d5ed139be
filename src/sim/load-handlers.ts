import { readdir } from 'node:fs/promises';
import type { ServiceName } from '../base/aws/services.ts';
import type { Handler, HandlerSet } from './define-handlers.ts';

export type HandlerTable = ReadonlyMap<ServiceName, ReadonlyMap<string, Handler>>;

/** Every handler file below services/: adding an operation edits no list. */
export async function loadHandlers(): Promise<HandlerTable> {
  const table = new Map<ServiceName, Map<string, Handler>>();
  const folder = new URL('./services/', import.meta.url);
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
    const { service, handlers } = await handlerSetIn(new URL(path, folder));
    const known = table.get(service) ?? new Map<string, Handler>();
    for (const [operation, handler] of handlers) {
      if (known.has(operation)) throw new TypeError(`${service} ${operation} has two handlers; one of them is in ${path}`);
      known.set(operation, handler);
    }
    table.set(service, known);
  }
  return table;
}

async function handlerSetIn(file: URL): Promise<HandlerSet> {
  const loaded: unknown = await import(file.href);
  const set: unknown = Reflect.get(Object(loaded), 'default');
  if (!isHandlerSet(set)) throw new TypeError(`${file.pathname} does not export handlers`);
  return set;
}

function isHandlerSet(value: unknown): value is HandlerSet {
  return typeof value === 'object' && value !== null && 'handlers' in value && value.handlers instanceof Map;
}
