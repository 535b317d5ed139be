import { ingestBatch, type BatchAbout, type IngestDeps, type Ingested, type ReadDelivery } from './ingest-batch.ts';

/** Gathers what is read until it is worth a transaction. */
export interface Batches {
  /** Waits while as much as should be in memory is not stored yet. What went wrong with earlier ones is thrown here. */
  add(part: ReadDelivery): Promise<void>;
  /** Waits until all is stored. */
  end(): Promise<void>;
}

/** As many records are worth one: enough to make its price small, few enough to be in memory twice. */
export const recordsPerBatch = 5_000;
const deliveriesPerBatch = 200;

/** While one batch is stored, the next is read. */
export function openBatches(deps: IngestDeps, about: BatchAbout, onKept: (ingested: Ingested, parts: readonly ReadDelivery[]) => void): Batches {
  let parts: ReadDelivery[] = [];
  let records = 0;
  let keeping: Promise<void> = Promise.resolve();

  /** Begins when the one before is over, and does not wait for its own end. */
  async function keepNext(): Promise<void> {
    const before = keeping;
    keeping = before.then(async () => {
      if (parts.length === 0) return;
      const batch = parts;
      parts = [];
      records = 0;
      onKept(await ingestBatch(deps, batch, about), batch);
    });
    // Thrown when it is waited for.
    keeping.catch(() => undefined);
    await before;
  }

  return {
    async add(part) {
      parts.push(part);
      records += part.records.length;
      if (records >= recordsPerBatch || parts.length >= deliveriesPerBatch) await keepNext();
    },
    async end() {
      await keepNext();
      await keeping;
    },
  };
}
