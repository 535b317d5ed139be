/** Writes what comes one by one together, soon after, and loses none of it. */
export interface TogetherWriter<T> {
  add(one: T): void;
  /** Writes what is waiting; what could not be written waits on. */
  flush(): Promise<void>;
  /** Writes what is waiting, and tells what could not be written in some tries. */
  close(): Promise<void>;
}

export interface TogetherOptions<T> {
  /** All or nothing of a batch. */
  readonly write: (batch: readonly T[]) => Promise<void>;
  readonly onDelay: (error: unknown, waiting: number) => void;
  readonly onLost: (lost: readonly T[]) => void;
}

/** Whoever adds to the audit log waits for all others who do: a run over many accounts writes its uses together. */
const togetherMs = 1_000;
const mostAtOnce = 500;
const closingTries = 3;

export function openTogetherWriter<T>({ write, onDelay, onLost }: TogetherOptions<T>): TogetherWriter<T> {
  let waiting: readonly T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce);
      await write(batch);
      waiting = waiting.slice(batch.length);
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll).catch((error: unknown) => {
      onDelay(error, waiting.length);
      later();
    });
    return writing;
  }

  function later(): void {
    timer ??= setTimeout(() => void flush(), togetherMs).unref();
  }

  return {
    add(one) {
      waiting = [...waiting, one];
      if (waiting.length >= mostAtOnce) void flush();
      else later();
    },
    flush,
    async close() {
      for (let left = closingTries; left > 0 && (await flush(), waiting.length > 0); left -= 1) clearTimeout(timer);
      clearTimeout(timer);
      if (waiting.length > 0) onLost(waiting);
    },
  };
}
