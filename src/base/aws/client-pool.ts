import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../../core/app-error.ts';
import type { CredentialsProvider } from './credentials.ts';
import { serviceLoaders, type Input, type OperationName, type Output, type PagedOperationName, type ServiceName } from './services.ts';

type Send<T> = (signal: AbortSignal | undefined) => Promise<T>;

/** One service in one region, signed by whom it was asked for. */
export interface AwsClient<S extends ServiceName = ServiceName> {
  send<O extends OperationName<S>>(operation: O, input: Input<S, O>, signal?: AbortSignal): Promise<Output<S, O>>;
  /** The SDK's own paging, each page sent through `guard`. */
  pages<O extends PagedOperationName<S>>(operation: O, input: Input<S, O>, guard: <T>(send: Send<T>) => Promise<T>): AsyncIterable<Output<S, O>>;
}

/** A client of the SDK per service and region, whatever the number of accounts: who signs is told with each request. */
export interface ClientPool {
  get<S extends ServiceName>(service: S, region: string, signer: CredentialsProvider): Promise<AwsClient<S>>;
  close(): Promise<void>;
}

const clientNames: { readonly [S in ServiceName]: string } = {
  athena: 'AthenaClient',
  cloudtrail: 'CloudTrailClient',
  ec2: 'EC2Client',
  events: 'EventBridgeClient',
  glue: 'GlueClient',
  iam: 'IAMClient',
  kms: 'KMSClient',
  organizations: 'OrganizationsClient',
  s3: 'S3Client',
  ses: 'SESClient',
  sesv2: 'SESv2Client',
  sns: 'SNSClient',
  sqs: 'SQSClient',
  sts: 'STSClient',
};

export function openClientPool({ endpoint, timeoutMs }: { endpoint: string | undefined; timeoutMs: number }): ClientPool {
  const kept = new Map<string, Promise<RawClient>>();
  const signers = new AsyncLocalStorage<CredentialsProvider>();

  async function currentSigner(): ReturnType<CredentialsProvider> {
    const signer = signers.getStore();
    if (!signer) throw new AppError('undeclared-call', 'A request was about to go to AWS in nobody\'s name');
    return signer();
  }

  async function open({ service, library }: { service: ServiceName; library: Library }, region: string): Promise<RawClient> {
    const Client = constructorIn<RawClient>(library, clientNames[service]);
    return new Client({
      region,
      // Marked so that the SDK asks each time: keeping and renewing them is the credential store's work.
      credentials: Object.assign(currentSigner, { memoized: true }),
      maxAttempts: 1,
      requestHandler: { requestTimeout: timeoutMs, connectionTimeout: Math.min(timeoutMs, 5_000), throwOnRequestTimeout: true },
      ...(endpoint === undefined ? {} : { endpoint }),
      // A trail's bucket may be in any region; S3 says in which.
      ...(service === 's3' ? { followRegionRedirects: true } : {}),
    });
  }

  return {
    async get<S extends ServiceName>(service: S, region: string, signer: CredentialsProvider) {
      const library: Library = await serviceLoaders[service]();
      const key = [service, region].join('|');
      const opening = kept.get(key) ?? open({ service, library }, region);
      kept.set(key, opening);
      const client = await opening;
      return typedClient<S>(library, client, (send) => signers.run(signer, send));
    },
    async close() {
      for (const client of await Promise.all(kept.values())) client.destroy();
    },
  };
}

type Library = object;

interface RawClient {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** Guarantee: services.ts derives S, O, Input and Output from this same library's `${O}Command` and `paginate${O}`. */
function typedClient<S extends ServiceName>(library: Library, client: RawClient, signed: <T>(send: () => T) => T): AwsClient<S> {
  const typed = {
    send(operation: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
      const Command = constructorIn<unknown>(library, `${operation}Command`);
      return signed(() => client.send(new Command(input), signal ? { abortSignal: signal } : {}));
    },
    pages(operation: string, input: unknown, guard: <T>(send: Send<T>) => Promise<T>): AsyncIterable<unknown> {
      const guarded = derivedFrom(client, (command) => guard((signal) => signed(() => client.send(command, signal ? { abortSignal: signal } : {}))));
      return paginatorIn(library, operation)({ client: guarded }, input);
    },
  };
  return typed as AwsClient<S>;
}

/** Guarantee: everything but `send` is inherited, so that a paginator takes it for the client that it knows. */
function derivedFrom(client: RawClient, send: (command: unknown) => Promise<unknown>): RawClient {
  return Object.create(client, { send: { value: send } }) as RawClient;
}

/** Guarantee: the name is that of a class in the library, which is checked here; its shape is the SDK's convention. */
function constructorIn<T>(library: Library, name: string): new (argument: unknown) => T {
  const found: unknown = Reflect.get(library, name);
  if (typeof found !== 'function') throw new TypeError(`The AWS library has no ${name}`);
  return found as new (argument: unknown) => T;
}

type Paginator = (config: { client: RawClient }, input: unknown) => AsyncIterable<unknown>;

/** Guarantee: every `paginate…` of the SDK takes a client and an input and yields outputs. */
function paginatorIn(library: Library, operation: string): Paginator {
  const found: unknown = Reflect.get(library, `paginate${operation}`);
  if (typeof found !== 'function') throw new TypeError(`The AWS library cannot page ${operation}`);
  return found as Paginator;
}
