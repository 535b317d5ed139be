import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { withoutHidden } from '../../base/telemetry/hidden-values.ts';
import { exitCodeOf, isAppError, type ExitCode } from '../../core/app-error.ts';
import type { Io } from './io.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** Says on standard error what went wrong and what to do; where in the code only when asked. */
export function reportError(error: unknown, { io, paint, isDebug }: { io: Io; paint: Paint; isDebug: boolean }): ExitCode {
  const lines = isAppError(error) ? [`${paint('red', 'error:')} ${message(error.message)}`, ...(error.hint === undefined ? [] : [`${paint('cyan', 'hint:')} ${message(error.hint)}`])] : bugLines(error, { paint, isDebug });
  if (isDebug) lines.push(inspect(error, { depth: 4 }));
  io.stderr.write(withoutHidden(`${lines.join('\n')}\n`));
  return exitCodeOf(error);
}

function bugLines(error: unknown, { paint, isDebug }: { paint: Paint; isDebug: boolean }): string[] {
  const reference = randomUUID().slice(0, 8);
  const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    `${paint('red', 'error:')} This is a bug in Watchkeeper (reference ${reference}): ${message(name)}`,
    ...(isDebug ? [] : [`${paint('cyan', 'hint:')} Run the same again with --debug, and report what it prints with the reference`]),
  ];
}

function message(text: string): string {
  return text.split('\n').map(printable).join('\n  ');
}
