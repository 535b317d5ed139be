import { AppError, isAppError } from '../../core/app-error.ts';

/** A file that was listed is not there any more: something merged it or took it away since. */
export class MissingFile extends Error {
  constructor(cause: unknown) {
    super('A file of the lake is gone', { cause });
    this.name = 'MissingFile';
  }
}

const longest = 600;

/** What DuckDB says about SQL, with the line it points to; whatever is not about the SQL stays what it is. */
export function sqlFailure(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error;
  const match = /^(?:Error: |Failed to extract statements: )?([A-Za-z ]+) Error: ([\s\S]*)$/.exec(error.message);
  if (!match) return error;
  const [, kind = '', rest = ''] = match;
  const [what = '', where] = rest.split(/\n\nLINE (?=\d+: )/);
  if (kind === 'IO' && /No files found|Cannot open file|No such file/i.test(what)) return new MissingFile(error);
  const place = where === undefined ? '' : ` (line ${where.split(':')[0]})`;
  const message = `${cut(what.trim())}${place}`;
  const pointer = where === undefined ? undefined : cut(where.replace(/^\d+: /, ''));
  switch (kind) {
    case 'Permission':
      return new AppError('forbidden', message, { cause: error, hint: 'SQL may read the view activity and nothing else' });
    case 'Out of Memory':
      return new AppError('too-large', 'The query needs more memory than it may have', { cause: error, hint: 'Ask about less time, fewer columns or fewer groups; lake.memoryMb sets the limit' });
    case 'Internal':
    case 'Fatal':
    case 'IO':
      return error;
    default:
      return new AppError('bad-request', message, { cause: error, ...(pointer === undefined ? {} : { hint: pointer }) });
  }
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
