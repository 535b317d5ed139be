import { stdSerializers } from 'pino';

/** What PostgreSQL and its drivers tell of the values that a statement was about: password hashes, tokens, whole rows. */
const telling = new Set(['params', 'parameters', 'detail', 'where', 'internalQuery', 'values']);

/** An error and what caused it, without the values of the statement that failed. */
export function errorForLog(error: Error): unknown {
  return withoutValues(stdSerializers.errWithCause(error));
}

function withoutValues(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const facts = Object.entries(error).filter(([name]) => !telling.has(name));
  return Object.fromEntries(
    facts.map(([name, value]) => {
      if (name === 'cause') return [name, withoutValues(value)];
      return [name, typeof value === 'string' ? value.replaceAll(/\nparams: [\s\S]*?(?=\n {4}at |\n?caused by: |$)/g, '') : value];
    }),
  );
}
