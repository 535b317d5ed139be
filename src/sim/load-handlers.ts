import { z } from 'zod';
import type { ServiceName } from '../base/aws/services.ts';
import { loadUnits } from '../base/units/load-units.ts';
import type { Handler, HandlerSet } from './define-handlers.ts';

export type HandlerTable = ReadonlyMap<ServiceName, ReadonlyMap<string, Handler>>;

/** Every handler file below services/: adding an operation edits no list. */
export async function loadHandlers(): Promise<HandlerTable> {
  const table = new Map<ServiceName, Map<string, Handler>>();
  for (const [id, { service, handlers }] of await loadUnits(new URL('./services/', import.meta.url), handlerSetSchema)) {
    const known = table.get(service) ?? new Map<string, Handler>();
    for (const [operation, handler] of handlers) {
      if (known.has(operation)) throw new TypeError(`${service} ${operation} has two handlers; one of them is in services/${id}.ts`);
      known.set(operation, handler);
    }
    table.set(service, known);
  }
  return table;
}

const handlerSetSchema = z.custom<HandlerSet>((value) => z.object({ service: z.string(), handlers: z.instanceof(Map) }).safeParse(value).success, 'not made by defineHandlers');
