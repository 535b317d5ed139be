/** The AWS services the product speaks to, each loaded when first used. */
interface ServiceModules {
  athena: typeof import('@aws-sdk/client-athena');
  cloudtrail: typeof import('@aws-sdk/client-cloudtrail');
  ec2: typeof import('@aws-sdk/client-ec2');
  events: typeof import('@aws-sdk/client-eventbridge');
  glue: typeof import('@aws-sdk/client-glue');
  iam: typeof import('@aws-sdk/client-iam');
  kms: typeof import('@aws-sdk/client-kms');
  organizations: typeof import('@aws-sdk/client-organizations');
  s3: typeof import('@aws-sdk/client-s3');
  ses: typeof import('@aws-sdk/client-ses');
  sesv2: typeof import('@aws-sdk/client-sesv2');
  sns: typeof import('@aws-sdk/client-sns');
  sqs: typeof import('@aws-sdk/client-sqs');
  sts: typeof import('@aws-sdk/client-sts');
}

export type ServiceName = keyof ServiceModules;

type CommandNames<M> = keyof { [K in keyof M as K extends `${infer Name}Command` ? (Name extends '' | '$' ? never : Name) : never]: true };
type CommandOf<M, O extends string> = M[`${O}Command` & keyof M];

export type OperationName<S extends ServiceName> = CommandNames<ServiceModules[S]> & string;
export type PagedOperationName<S extends ServiceName> = {
  [O in OperationName<S>]: `paginate${O}` extends keyof ServiceModules[S] ? O : never;
}[OperationName<S>];

export type Input<S extends ServiceName, O extends string> =
  CommandOf<ServiceModules[S], O> extends new (...args: never[]) => { readonly input: infer I } ? I : never;
export type Output<S extends ServiceName, O extends string> =
  CommandOf<ServiceModules[S], O> extends new (...args: never[]) => {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer Out }>;
  }
    ? Out
    : never;

/** Loads a service's client library when it is first needed. */
export const serviceLoaders: { readonly [S in ServiceName]: () => Promise<ServiceModules[S]> } = {
  athena: () => import('@aws-sdk/client-athena'),
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  ec2: () => import('@aws-sdk/client-ec2'),
  events: () => import('@aws-sdk/client-eventbridge'),
  glue: () => import('@aws-sdk/client-glue'),
  iam: () => import('@aws-sdk/client-iam'),
  kms: () => import('@aws-sdk/client-kms'),
  organizations: () => import('@aws-sdk/client-organizations'),
  s3: () => import('@aws-sdk/client-s3'),
  ses: () => import('@aws-sdk/client-ses'),
  sesv2: () => import('@aws-sdk/client-sesv2'),
  sns: () => import('@aws-sdk/client-sns'),
  sqs: () => import('@aws-sdk/client-sqs'),
  sts: () => import('@aws-sdk/client-sts'),
};
