import { AppError } from '../../core/app-error.ts';

export function damagedSecret({ owner, field }: { owner: string; field: string }, because: string): AppError {
  return new AppError('vault-damaged', `The sealed ${field} of ${owner} does not open: ${because}`, {
    hint: 'Restore the database from a backup, or enter the secret again; watchkeeper audit verify tells whether more was changed',
  });
}

export function unavailableKeyring(place: string, because: string, cause?: unknown): AppError {
  return new AppError('vault-unavailable', `${place} cannot be asked: ${because}`, {
    hint: 'Secrets that are open already go on working; the others open when it answers again',
    cause,
  });
}
