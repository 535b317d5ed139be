import { z } from 'zod';

/** How far back the page looks, and what one cell of a strip is. */
export const spans = { '24h': { days: 1, step: 'hour' }, '7d': { days: 7, step: 'hour' }, '30d': { days: 30, step: 'day' } } as const;
export type SpanName = keyof typeof spans;
export const spanNames = ['24h', '7d', '30d'] as const;

export const coverageSearchSchema = z.object({ span: z.enum(spanNames).optional().catch(undefined) });
