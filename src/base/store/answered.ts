import { AppError } from '../../core/app-error.ts';

const waitMs = 5_000;

/** Turns a failure or a silence of the database into `store-unreachable`. */
export async function answered<T>(question: Promise<T>, place: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${waitMs / 1_000} s`)), waitMs);
  try {
    return await Promise.race([question, late]);
  } catch (error) {
    throw new AppError('store-unreachable', `${place} does not answer: ${messageOf(error)}`, {
      hint: 'Check that it runs and that DATABASE_URL names it; without DATABASE_URL the embedded store is used',
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** A failed connection to a name with several addresses is an aggregate without a message of its own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
