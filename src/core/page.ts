import { z } from 'zod';

/** The query fields that every list shares. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});

/** A position in a list, opaque to callers. */
export function encodeCursor(position: readonly string[]): string {
  return btoa(JSON.stringify(position)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The position, or undefined when the text is not a cursor that `encodeCursor` made with that many parts. */
export function decodeCursor(cursor: string, parts: number): string[] | undefined {
  try {
    const position = z.array(z.string()).length(parts).safeParse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
    return position.success ? position.data : undefined;
  } catch {
    return undefined;
  }
}
