import { z } from 'zod';
import { accountIdSchema, credentialSourceSchema } from '../../core/account.ts';
import { durationBetween, durationSchema } from '../../core/duration.ts';
import { roleSchema } from '../../core/role.ts';

/** What a setting is, beside its shape: its environment variable, whether it is secret, what it does. */
export interface SettingFacts {
  readonly env?: string;
  readonly secret?: boolean;
  readonly about: string;
}

function setting<T extends z.ZodType>(schema: T, facts: SettingFacts): T {
  return schema.meta({ ...facts });
}

const retrySchema = z.strictObject({
  maxAttempts: setting(z.number().int().min(1).max(20).default(5), { about: 'Tries per AWS call, the first one included' }),
  backoff: setting(z.enum(['exponential', 'linear', 'fixed']).default('exponential'), { about: 'How the wait grows from try to try' }),
  baseDelay: setting(durationSchema.default('200ms'), { about: 'The first wait' }),
  maxDelay: setting(durationSchema.default('20s'), { about: 'The longest wait' }),
  jitter: setting(z.enum(['full', 'equal', 'none']).default('full'), { about: 'How much chance is in each wait' }),
  retryableErrors: setting(z.array(z.string()).default([]), {
    about: 'AWS error codes to retry beside throttling, timeouts and 5xx',
  }),
});

const breakerSchema = z.strictObject({
  failureThreshold: setting(z.number().int().min(1).default(5), { about: 'Failures within the window that open the breaker' }),
  window: setting(durationSchema.default('60s'), { about: 'How long a failure counts' }),
  recoveryTime: setting(durationSchema.default('30s'), { about: 'How long the breaker stays open before it tries again' }),
  fallback: setting(z.enum(['retry', 'skip', 'alert']).default('skip'), {
    about: 'While open: wait and retry, skip with a gap, or skip with a gap and raise a finding',
  }),
});

const connectedAccountSchema = z.strictObject({
  accountId: accountIdSchema,
  name: z.string().min(1),
  regions: z.array(z.string()).min(1),
  credential: credentialSourceSchema.default({ kind: 'ambient' }),
  concurrency: z.number().int().min(1).max(200).nullable().default(null),
  monthlyCeilingUsd: z.number().min(0).nullable().default(null),
});

const placeInS3 = z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^'\s]*)?$/, 'a place in S3: s3://bucket/folder/');

export const configSchema = z.strictObject({
  aws: z
    .strictObject({
      mode: setting(z.enum(['demo', 'live']).default('demo'), {
        env: 'WATCHKEEPER_AWS',
        about: 'demo watches a simulated organisation, live watches the accounts below',
      }),
      endpoint: setting(z.url().optional(), { env: 'AWS_ENDPOINT_URL', about: 'Another address for every AWS service, such as an emulator' }),
      defaultRegion: setting(z.string().min(1).default('us-east-2'), { env: 'AWS_REGION', about: 'The region where none is named' }),
      retry: retrySchema.prefault({}),
      breaker: breakerSchema.prefault({}),
      concurrency: setting(z.number().int().min(1).max(200).default(8), { about: 'Calls at a time per account, region and service' }),
      accountConcurrency: setting(z.number().int().min(1).max(1_000).default(32), { about: 'Calls at a time in one account, over all its regions and services' }),
      callsPerSecond: setting(z.number().positive().default(20), { about: 'Calls a second per account, region and service' }),
      lookupEventsPerSecond: setting(z.number().positive().max(2).default(2), { about: "CloudTrail's own limit is 2 per account and region" }),
      timeout: setting(durationBetween('100ms', '15m').default('30s'), { about: 'How long one try of an AWS call may take' }),
      monthlyCeilingUsd: setting(z.number().min(0).default(5), { about: 'The most that billed AWS calls may cost in a month' }),
    })
    .prefault({}),
  accounts: setting(z.array(connectedAccountSchema).default([]), { about: 'The AWS accounts to watch in live mode' }),
  accountHealth: z
    .strictObject({
      every: setting(durationBetween('10s', '1d').default('15m'), { about: "How often each account's credentials are tried" }),
      surveyEvery: setting(durationBetween('1m', '7d').default('6h'), { about: 'How often its regions and permissions are looked at again' }),
      syncEvery: setting(durationBetween('10s', '7d').default('15m'), { about: 'How often a connected organisation is asked for new and lost members' }),
      findingAfter: setting(durationBetween('1m', '7d').default('1h'), { about: 'An account that does not work for so long is a finding' }),
    })
    .prefault({}),
  demo: z
    .strictObject({
      seed: setting(z.number().int().min(0).default(42), { env: 'WATCHKEEPER_DEMO_SEED', about: 'The same seed makes the same organisation' }),
      accounts: setting(z.number().int().min(1).max(50).default(4), { about: 'How many member accounts the simulated organisation has' }),
    })
    .prefault({}),
  agents: z
    .strictObject({
      every: setting(durationBetween('1s', '366d').optional(), {
        env: 'WATCHKEEPER_POLL_EVERY',
        about: 'How often the first agent, made at the first start, polls CloudTrail; when absent every 45s, and every 20s in the demo',
      }),
    })
    .prefault({}),
  rules: z
    .strictObject({
      paths: setting(z.array(z.string()).default([]), { about: 'Folders and files of rules in Sigma format to load beside the built-in ones' }),
      staging: z
        .strictObject({
          statuses: setting(z.array(z.enum(['experimental', 'test'])).default(['experimental']), { about: 'Rules of these statuses are counted and not told until they are promoted' }),
          days: setting(z.number().int().min(1).max(30).default(7), { about: 'How many days a staged rule is measured before it can be promoted' }),
          alertsPerDay: setting(z.number().min(0).default(1), { about: 'The most alerts a day that a rule may make to be promoted' }),
          promote: setting(z.enum(['by-person', 'automatic']).default('by-person'), { about: 'Whether a person promotes a staged rule that is quiet enough, or the watch itself' }),
        })
        .prefault({}),
      placeholders: setting(z.record(z.string(), z.array(z.string())).default({}), { about: 'What `%name%` stands for in rules that use the modifier `expand`: a list of values per name' }),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      budgetPerDay: setting(z.number().int().min(1).default(100), { about: 'How many alerts an account may make a day; what is over it is told together in one finding, high and critical excepted' }),
      budgets: setting(z.record(accountIdSchema, z.number().int().min(1)).default({}), { about: 'Other budgets of single accounts, by their numbers' }),
    })
    .prefault({}),
  server: z
    .strictObject({
      port: setting(z.number().int().min(0).max(65535).default(8000), { env: 'WATCHKEEPER_PORT', about: 'The HTTP port; 0 takes a free one' }),
      host: setting(z.string().min(1).default('127.0.0.1'), { env: 'WATCHKEEPER_HOST', about: 'The address to listen on' }),
      publicUrl: setting(z.url().optional(), { env: 'WATCHKEEPER_PUBLIC_URL', about: 'The address that people use, when a proxy stands in front' }),
      proxies: setting(z.number().int().min(0).max(10).default(0), {
        about: 'How many proxies stand in front; each must add the address it was asked from to X-Forwarded-For',
      }),
      bodyLimitKb: setting(z.number().int().min(1).default(1024), { about: 'The largest request body' }),
      requestsPerMinute: setting(z.number().int().min(1).default(1200), { about: 'Requests a minute per caller' }),
      loginTriesPerMinute: setting(z.number().int().min(1).default(10), { about: 'Login tries a minute per address' }),
    })
    .prefault({}),
  data: z
    .strictObject({
      folder: setting(z.string().min(1).default('.watchkeeper'), { env: 'WATCHKEEPER_DATA', about: 'Where the embedded store and keys live' }),
    })
    .prefault({}),
  lake: z
    .strictObject({
      retention: setting(durationBetween('1d', '3660d').default('400d'), { about: 'How long events are kept; whole days are removed' }),
      memoryMb: setting(z.number().int().min(96).default(1_024), { about: "The most memory that questions about events may take; a quarter of the machine's when that is less" }),
    })
    .prefault({}),
  athena: z
    .strictObject({
      account: setting(accountIdSchema.optional(), { about: 'The account whose Athena and Glue may be asked; both are billed, and neither is called before this is set' }),
      region: setting(z.string().min(1).optional(), { about: 'The region of the workgroup and the tables; `aws.defaultRegion` when absent' }),
      workgroup: setting(z.string().min(1).default('primary'), { about: 'The workgroup that queries run in; its own limit of bytes counts as well' }),
      output: setting(placeInS3.optional(), { about: 'Where Athena puts answers, such as s3://bucket/folder/' }),
      database: setting(z.string().min(1).default('watchkeeper'), { about: 'The database that names without one are looked up in' }),
      table: setting(z.string().min(1).default('activity'), { about: "The table over the lake's copy in S3" }),
      location: setting(placeInS3.optional(), { about: "Where a copy of the lake's folder `activity` is in S3" }),
      trail: setting(placeInS3.optional(), { about: 'Where a trail delivers: the place that has the folder AWSLogs in it' }),
      trailTable: setting(z.string().min(1).default('cloudtrail'), { about: "The table over the trail's log files" }),
      organization: setting(z.string().regex(/^o-[a-z0-9]{10,32}$/, 'the id of an organisation: o-…').optional(), { about: 'The organisation whose trail it is, when it is the trail of one' }),
      ceilingMb: setting(z.number().int().min(10).default(10_000), { about: 'The most that one query may read' }),
      ceilingUsd: setting(z.number().positive().default(0.05), { about: 'The most that one query may cost' }),
      jobCeilingUsd: setting(z.number().positive().default(1), { about: 'The most that one run of a Glue job may cost' }),
    })
    .prefault({}),
  store: z
    .strictObject({
      databaseUrl: setting(z.url({ protocol: /^postgres(ql)?$/ }).optional(), {
        env: 'DATABASE_URL',
        secret: true,
        about: 'A PostgreSQL server instead of the embedded store',
      }),
    })
    .prefault({}),
  cache: z
    .strictObject({
      redisUrl: setting(z.url({ protocol: /^rediss?$/ }).optional(), {
        env: 'REDIS_URL',
        secret: true,
        about: 'Shares live events across servers',
      }),
    })
    .prefault({}),
  access: z
    .strictObject({
      adminPassword: setting(z.string().min(10).optional(), {
        env: 'WATCHKEEPER_ADMIN_PASSWORD',
        secret: true,
        about: "The first administrator's password; made up and shown once when absent",
      }),
      adminToken: setting(z.string().min(16).optional(), {
        env: 'WATCHKEEPER_ADMIN_TOKEN',
        secret: true,
        about: 'A bearer token with the admin role, for first set-up',
      }),
      metricsToken: setting(z.string().min(16).optional(), {
        env: 'WATCHKEEPER_METRICS_TOKEN',
        secret: true,
        about: 'A bearer token that reads /metrics and nothing else, for Prometheus',
      }),
      sessionLength: setting(durationBetween('1m', '365d').default('12h'), { about: 'How long a login lasts' }),
      tokenLength: setting(durationBetween('1h', '365d').default('30d'), { about: "How long a program's login lasts, however often its 15-minute access token is refreshed" }),
      secondFactorFor: setting(z.array(roleSchema).default([]), { about: 'Roles that must have a second factor: until it is set up, they can do nothing else' }),
      oidc: z
        .strictObject({
          issuer: setting(z.url({ protocol: /^https?$/ }).optional(), { env: 'WATCHKEEPER_OIDC_ISSUER', about: 'The issuer of your identity provider; single sign-on is on when it is given' }),
          clientId: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_OIDC_CLIENT_ID', about: 'The client id that the provider gave' }),
          clientSecret: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_OIDC_CLIENT_SECRET', secret: true, about: 'The client secret; absent for a public client' }),
          title: setting(z.string().min(1).max(60).default('single sign-on'), { about: 'What the login page calls it' }),
          scopes: setting(z.array(z.string().min(1)).default(['openid', 'profile', 'email']), { about: 'The scopes that are asked for' }),
          usernameClaim: setting(z.string().min(1).default('preferred_username'), { about: 'The claim that is the username; without it the e-mail address is' }),
          roleClaim: setting(z.string().min(1).default('groups'), { about: 'The claim that holds groups or roles; dots go into objects, as realm_access.roles' }),
          roles: setting(z.partialRecord(roleSchema, z.array(z.string().min(1))).default({}), { about: 'The values of that claim that give each role; the highest counts' }),
          defaultRole: setting(roleSchema.optional(), { about: 'The role of those whom no value gives one; when absent they cannot log in' }),
          accountsClaim: setting(z.string().min(1).optional(), { about: 'A claim that limits people to the AWS accounts whose numbers it holds; `*` is all' }),
          accounts: setting(z.record(z.string().min(1), z.array(z.union([accountIdSchema, z.literal('*')]))).default({}), { about: 'The AWS accounts that each value of the role claim may see; when neither this nor accountsClaim is given, all' }),
        })
        .prefault({}),
    })
    .prefault({}),
  vault: z
    .strictObject({
      keyring: setting(z.enum(['local', 'kms', 'transit']).default('local'), {
        env: 'WATCHKEEPER_KEYRING',
        about: 'What secrets are sealed with: a key file of this machine, a key in AWS KMS, or a transit key of HashiCorp Vault',
      }),
      local: z
        .strictObject({
          keyFile: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_KEY_FILE', about: 'The key file; when absent vault-keys.json in the data folder' }),
        })
        .prefault({}),
      kms: z
        .strictObject({
          keyArn: setting(z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'the ARN of a KMS key: arn:aws:kms:region:account:key/id').optional(), {
            env: 'WATCHKEEPER_KMS_KEY',
            about: 'The symmetric KMS key, reached with the credentials of the environment',
          }),
        })
        .prefault({}),
      rotationGrace: setting(durationBetween('1h', '30d').default('24h'), { about: 'How long an old access key stays, inactive, after a rotation before it is deleted' }),
      transit: z
        .strictObject({
          address: setting(z.url({ protocol: /^https?$/ }).optional(), { env: 'VAULT_ADDR', about: 'The address of HashiCorp Vault' }),
          namespace: setting(z.string().min(1).optional(), { env: 'VAULT_NAMESPACE', about: 'The namespace, in editions that have them' }),
          mount: setting(z.string().min(1).default('transit'), { about: 'Where the transit engine is mounted' }),
          key: setting(z.string().min(1).default('watchkeeper'), { about: 'The name of the transit key, of type aes256-gcm96' }),
          login: setting(z.enum(['token', 'approle', 'kubernetes']).default('token'), { about: 'How to log in' }),
          loginMount: setting(z.string().min(1).optional(), { about: 'Where the login method is mounted; when absent under its own name' }),
          token: setting(z.string().min(1).optional(), { env: 'VAULT_TOKEN', secret: true, about: 'The token, for login: token' }),
          roleId: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_VAULT_ROLE_ID', about: 'The role id, for login: approle' }),
          secretId: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_VAULT_SECRET_ID', secret: true, about: 'The secret id, for login: approle' }),
          role: setting(z.string().min(1).optional(), { env: 'WATCHKEEPER_VAULT_ROLE', about: 'The role, for login: kubernetes' }),
          serviceAccountFile: setting(z.string().min(1).default('/var/run/secrets/kubernetes.io/serviceaccount/token'), { about: "The pod's own token, for login: kubernetes" }),
        })
        .prefault({}),
    })
    .prefault({}),
  egress: z
    .strictObject({
      allow: setting(z.array(z.string().min(1)).default([]), { about: 'Private addresses that webhooks and endpoints may reach all the same: names, addresses or networks such as 10.1.0.0/16' }),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: setting(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'), {
        env: 'WATCHKEEPER_LOG_LEVEL',
        about: 'The least level that is logged',
      }),
      format: setting(z.enum(['text', 'json']).default('text'), { env: 'WATCHKEEPER_LOG_FORMAT', about: 'Lines for people or for programs' }),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
