import { parseJson } from './parse-json.ts';

/** Holds so many identities at most. */
const mostKnown = 20_000;
const [versionKey, identityKey, nextKey] = ['{"eventVersion":', '"userIdentity":', ',"eventTime":"'];

/**
 * The values of texts that are mostly records. A third of a record says who called, in the same words for each call of a session: that part is
 * read once, and every record of the session holds the same object.
 */
export function openRecordParser(): (text: string) => unknown {
  const identities = new Map<string, unknown>();
  return (text) => {
    // As AWS writes records, it is the first object in one.
    const start = text.startsWith(versionKey) ? text.indexOf('{', 1) : -1;
    const keyAt = start - identityKey.length;
    const end = text.startsWith(identityKey, keyAt) ? text.indexOf(`}${nextKey}`, start) : -1;
    if (end < 0) return parseJson(text);
    const identityText = text.slice(start, end + 1);
    const identity = identities.get(identityText) ?? parseJson(identityText);
    // It was cut within an object: inside a text both would stand with other quotation marks.
    if (identity === undefined) return parseJson(text);
    const rest = parseJson(text.slice(0, keyAt) + text.slice(end + 2));
    if (typeof rest !== 'object' || rest === null || 'userIdentity' in rest) return parseJson(text);
    if (identities.size >= mostKnown) identities.clear();
    identities.set(identityText, identity);
    return Object.assign(rest, { userIdentity: identity });
  };
}
