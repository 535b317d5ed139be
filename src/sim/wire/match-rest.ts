import { AwsRefusal } from '../aws-refusal.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

export interface RestMatch {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

interface RestPlace {
  readonly method: string;
  /** Without the bucket, for S3. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a bucket was named; undefined for services without buckets. */
  readonly hasBucket: boolean | undefined;
}

/** The operation whose method, path and fixed query fields fit; of several the one that asks for most. */
export function matchRest(model: ServiceModel, place: RestPlace): RestMatch | undefined {
  let best: (RestMatch & { weight: number }) | undefined;
  for (const operation of model.operations.values()) {
    const match = matchOperation(operation, place);
    if (match && (!best || match.weight > best.weight)) best = match;
  }
  return best;
}

function matchOperation(operation: OperationModel, place: RestPlace): (RestMatch & { weight: number }) | undefined {
  const [method, uri] = operation.http ?? [];
  if (method !== place.method || uri === undefined) return undefined;
  if (place.hasBucket !== undefined && place.hasBucket !== takesBucket(operation)) return undefined;
  const [pattern = '/', fixed = ''] = uri.split('?');
  const labels = matchPath(pattern, place.path);
  if (!labels) return undefined;
  let weight = pattern.length - Object.keys(labels).length;
  for (const [key, value] of new URLSearchParams(fixed)) {
    const given = place.query.get(key);
    // The SDK names the operation in x-id; other clients do not.
    if (key === 'x-id' && given === null) continue;
    if (given === null || (value !== '' && given !== value)) return undefined;
    weight += 10;
  }
  const needed = neededBesideThePath(operation);
  const isComplete = needed.every(({ httpQuery, httpHeader }) => (httpQuery === undefined ? httpHeader !== undefined && place.headers[httpHeader.toLowerCase()] !== undefined : place.query.has(httpQuery)));
  return isComplete ? { operation, labels, weight: weight + 5 * needed.length } : undefined;
}

/** By what it cannot do without, an operation is told from others at the same place: a copy from an upload, a part from a whole. */
function neededBesideThePath({ input, required }: OperationModel): { httpQuery?: string | undefined; httpHeader?: string | undefined }[] {
  const needed = input.isStructSchema() ? [...input.structIterator()].filter(([name]) => required.includes(name)) : [];
  return needed.flatMap(([, member]) => {
    const { httpQuery, httpHeader } = member.getMergedTraits();
    return httpQuery === undefined && httpHeader === undefined ? [] : [{ httpQuery, httpHeader }];
  });
}

function takesBucket({ input }: OperationModel): boolean {
  return input.isStructSchema() && Object.hasOwn(input.getMemberSchemas(), 'Bucket');
}

export function decodeLabel(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new AwsRefusal('InvalidURI', "Couldn't parse the specified URI.", { status: 400 });
    throw error;
  }
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  const wanted = pattern.split('/').slice(1);
  const given = path.split('/').slice(1);
  for (const [i, part] of wanted.entries()) {
    const label = /^\{([^}+]+)(\+?)\}$/.exec(part);
    const value = label?.[2] === '+' ? given.slice(i).join('/') : given[i];
    if (value === undefined) return undefined;
    if (!label?.[1]) {
      if (part !== value) return undefined;
      continue;
    }
    if (value === '') return undefined;
    labels[label[1]] = decodeLabel(value);
    if (label[2] === '+') return labels;
  }
  return given.length === wanted.length ? labels : undefined;
}
