import type { Input, OperationName, Output, ServiceName } from '../base/aws/services.ts';
import type { AccessContext } from './access/match-pattern.ts';
import type { CallContext } from './call-context.ts';

type Answer<S extends ServiceName, O extends string> = Omit<Output<S, O>, '$metadata'>;
type Run<In, Out> = (input: In, context: CallContext) => Out | Promise<Out>;

export interface Handler<In = unknown, Out = unknown> {
  readonly run: Run<In, Out>;
  /** The ARNs that the caller's policies are asked about; everything when absent. */
  readonly resource?: (input: In, context: CallContext) => string | readonly string[];
  /** The IAM actions where they are more, or other, than the operation's own. */
  readonly actions?: (input: In, context: CallContext) => readonly string[];
  /** Values of the service's own that policies may ask for in conditions, by lower-case key. */
  readonly conditions?: (input: In) => AccessContext;
  /** A data event: not part of the management activity that trails keep by default. */
  readonly isData?: boolean;
  /** May be called without being allowed to, as GetCallerIdentity may. */
  readonly isOpen?: boolean;
  /** Other accounts whose trails tell of the call as well, as that of a role which was assumed. */
  readonly alsoIn?: (input: In) => string | undefined;
}

export type Handlers<S extends ServiceName> = {
  readonly [O in OperationName<S>]?: Handler<Input<S, O>, Answer<S, O>> | Run<Input<S, O>, Answer<S, O>>;
};

export interface HandlerSet {
  readonly service: ServiceName;
  readonly handlers: ReadonlyMap<string, Handler>;
}

/** Some operations of one service, each typed by the SDK's own input and output. */
export function defineHandlers<S extends ServiceName>(service: S, handlers: Handlers<S>): HandlerSet {
  const entries = Object.entries(handlers).map(([operation, handler]) => [operation, untyped(handler)] as const);
  return { service, handlers: new Map(entries) };
}

/** Guarantee: the wire reads a handler's input by the same operation's schema from which its type is derived. */
function untyped(handler: unknown): Handler {
  return (typeof handler === 'function' ? { run: handler } : handler) as Handler;
}
