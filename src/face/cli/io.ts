/** The streams of a process, or stand-ins for them in tests. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Standard error is a terminal: progress may be drawn over. */
  readonly isErrorTerminal: boolean;
  readonly columns: number;
}
