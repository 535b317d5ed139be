/** AWS's own no: the exception's name as the SDK knows it, and the message a caller reads. */
export class AwsRefusal extends Error {
  readonly code: string;
  /** Where the service's own description of the exception names none. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: { status?: number; headers?: Readonly<Record<string, string>> } = {}) {
    super(message);
    this.name = 'AwsRefusal';
    this.code = code;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}
