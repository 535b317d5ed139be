import { systemClock } from '../../core/clock.ts';
import type { AccountsRoom, Asking } from '../../base/accounts/accounts-room.ts';
import { onboardingQuerySchema, type Onboarding, type OnboardingFormat } from '../../base/accounts/contract.ts';
import { makeOnboarding } from '../../base/accounts/onboarding/make-onboarding.ts';
import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { AppError } from '../../core/app-error.ts';
import { roleActions } from '../declared-actions.ts';

export interface TemplateOptions {
  readonly format: OnboardingFormat;
  readonly write?: boolean;
  readonly principal?: string | undefined;
  readonly 'external-id'?: string | undefined;
  readonly 'trail-bucket'?: readonly string[];
  readonly 'trail-queue'?: readonly string[];
  readonly open?: readonly string[];
}

type Templates = Pick<AccountsRoom, 'aws' | 'clock' | 'isSimulated' | 'defaultRegion'>;

/** Templates need no database: only who Watchkeeper is in AWS is asked, where it can be. */
export async function openTemplates({ aws: config }: Config): Promise<Templates & { close(): Promise<void> }> {
  const aws = openAwsDoor({ config });
  return { aws, clock: systemClock, isSimulated: false, defaultRegion: config.defaultRegion, close: () => aws.close() };
}

export async function handOutTemplate(room: Templates, options: TemplateOptions, asking: Asking): Promise<Onboarding> {
  const { format, write, principal, 'external-id': externalId, 'trail-bucket': trailBucket = [], 'trail-queue': trailQueue = [], open = [] } = options;
  const query = onboardingQuerySchema.safeParse({ format, role: write ? 'write' : 'read', principal, externalId, trailBucket: trailBucket.join(','), trailQueue: trailQueue.join(','), open: open.join(',') });
  if (!query.success) {
    const [issue] = query.error.issues;
    throw new AppError('bad-usage', `--${String(issue?.path[0] ?? 'format').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is not ${issue?.message ?? 'what it must be'}`);
  }
  return makeOnboarding({ room, actions: await roleActions(), asking }, query.data);
}
