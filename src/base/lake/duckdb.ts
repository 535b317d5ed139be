export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

export interface SqlLimits {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SqlQuestion extends SqlLimits {
  readonly sql: string;
  /** Statements that make what the question needs, such as a temporary view; only this question sees it. */
  readonly before?: readonly string[];
  /** The only folders that it may read; absent, all that DuckDB may. */
  readonly readableFolders?: readonly string[] | undefined;
}

/** An answer whose rows come as they are found. They must be read to the end, or `close` be called. */
export interface SqlAnswer {
  readonly columns: readonly SqlColumn[];
  /** Values are what JSON knows: times as ISO text, whole numbers beyond 2^53 as text. */
  readonly batches: AsyncIterable<readonly (readonly unknown[])[]>;
  close(): void;
}

/** DuckDB inside the process. It is loaded and opened when first asked. */
export interface DuckDb {
  /** Answers the product's own SQL. */
  rows(sql: string, limits?: SqlLimits): Promise<SqlRow[]>;
  /** Runs the product's own SQL for its effect; tells how many rows it wrote. */
  run(sql: string, limits?: SqlLimits): Promise<number>;
  /** Answers one statement of a person's, which may only read. */
  ask(question: SqlQuestion): Promise<SqlAnswer>;
  /** Writes the answer of one statement of a person's, which may only read, to a Parquet file. */
  saveAnswer(question: SqlQuestion, file: string): Promise<void>;
  close(): Promise<void>;
}
