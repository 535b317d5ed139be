export interface TestService {
  readonly url: string;
  stop(): Promise<void>;
}
