import { CallFailure } from '../../../base/aws/call-failure.ts';
import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';

/** What Athena and Glue call a request that they will not do as it is. Their message says what is wrong with it. */
const refusals = /^(InvalidRequestException|MetadataException|ResourceNotFoundException|EntityNotFoundException|InvalidInputException|ConcurrentRunsExceededException|ResourceNumberLimitExceededException|IllegalSessionStateException|NoSuchBucket)$/;

/** The same session for somebody who waits: what AWS refuses is said in its words, and what it could not answer is no bug. */
export function wordsOfRefusals(session: AwsSession): AwsSession {
  return {
    ...session,
    async call(service, operation, input) {
      try {
        return await session.call(service, operation, input);
      } catch (error) {
        throw inWords(error, service);
      }
    },
    async *pages(service, operation, input) {
      try {
        yield* session.pages(service, operation, input);
      } catch (error) {
        throw inWords(error, service);
      }
    },
  };
}

function inWords(error: unknown, service: string): unknown {
  if (error instanceof CallFailure) return new AppError('could-not-look', error.message, { hint: hintOf(error), cause: error });
  if (error instanceof Error && refusals.test(error.name)) return new AppError('bad-request', `${service === 'glue' ? 'Glue' : service === 's3' ? 'S3' : 'Athena'} refused: ${error.message.slice(0, 500)}`, { cause: error });
  return error;
}

function hintOf({ gap }: CallFailure): string {
  return gap.reason === 'access-denied' ? 'watchkeeper policy --with athena prints what the role needs' : 'Try again later';
}
