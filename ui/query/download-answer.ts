import { exportQueryContract } from '../../src/watch/activity/queries/contract.ts';
import { readProblem } from '../api/api-error.ts';

export const answerFormats = ['csv', 'jsonl', 'parquet'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Asks for the whole answer as a file, and hands it to the browser to keep. */
export async function downloadAnswer({ sql, format, signal }: { sql: string; format: AnswerFormat; signal: AbortSignal }): Promise<void> {
  const response = await fetch(exportQueryContract.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sql, format }), signal });
  if (!response.ok) throw await readProblem(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `activity.${format}`;
  link.click();
  // The browser has begun to save by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
