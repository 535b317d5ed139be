import { readLocalText, type LocalText } from '../sources/local-files.ts';
import type { CorrelationRule, Rule } from '../sigma/rule.ts';
import { factsOfCorrelation, factsOfMatch, type MatchFacts } from './match-facts.ts';
import { openDetector } from './open-detector.ts';

/** Something that could not be read. The rest was. */
export interface Unread {
  readonly name: string;
  readonly because: string;
  readonly excerpt: string;
}

export interface Detection {
  readonly texts: number;
  readonly records: number;
  /** Matches by the place of their rule. */
  readonly matches: ReadonlyMap<Rule | CorrelationRule, number>;
  readonly unread: readonly Unread[];
  readonly unreadCount: number;
  /** Values that are whole and no records, such as a manifest beside the files. */
  readonly otherValues: number;
  readonly bytes: number;
}

export interface DetectionOptions {
  readonly texts: readonly LocalText[];
  readonly stdin: NodeJS.ReadableStream;
  readonly rules: readonly Rule[];
  readonly correlations: readonly CorrelationRule[];
  readonly since?: Date | undefined;
  readonly signal: AbortSignal;
  readonly onMatch: (facts: MatchFacts, rule: Rule | CorrelationRule) => void;
  /** After each text or piece: what was found can be written before more is read. */
  readonly onProgress: (done: { readonly texts: number; readonly records: number }) => Promise<void>;
}

const ahead = 2;
const mostUnreadKept = 100;

/** Judges local texts one after the other, while the next ones are read and inflated. */
export async function runDetection({ texts, stdin, rules, correlations, since, signal, onMatch, onProgress }: DetectionOptions): Promise<Detection> {
  const matches = new Map<Rule | CorrelationRule, number>();
  const unread: Unread[] = [];
  let unreadCount = 0;
  let otherValues = 0;
  let bytes = 0;
  let present = '';
  const tell = (facts: MatchFacts, rule: Rule | CorrelationRule) => {
    matches.set(rule, (matches.get(rule) ?? 0) + 1);
    onMatch(facts, rule);
  };
  const missed = (because: string, excerpt: string) => {
    unreadCount += 1;
    if (unread.length < mostUnreadKept) unread.push({ name: present, because, excerpt });
  };
  const detector = openDetector({
    rules,
    correlations,
    since,
    onMatch: (match) => tell(factsOfMatch(match), match.rule),
    onBroken: ({ because, excerpt, isRecord }) => {
      if (isRecord) missed(because, excerpt);
      else otherValues += 1;
    },
  });

  const opened: Opened[] = [];
  for (const [at, text] of texts.entries()) {
    if (signal.aborted) break;
    for (let next = opened.length; next <= at + ahead && next < texts.length; next += 1) opened.push(openText(texts[next] ?? text, stdin));
    const { first, rest } = opened[at] ?? openText(text, stdin);
    // What was read must not be kept for as long as the list is.
    opened[at] = nothing;
    present = text.name;
    try {
      for (let piece = await first; !piece.done && !signal.aborted; piece = await rest.next()) {
        bytes += piece.value.length;
        detector.feed(piece.value);
        await onProgress({ texts: at, records: detector.records });
      }
    } catch (error) {
      missed(reasonOf(error), '');
    }
    detector.endText();
    await onProgress({ texts: at + 1, records: detector.records });
  }
  for (const found of detector.correlated()) if (found.rule.alerts) tell(factsOfCorrelation(found), found.rule);
  return { texts: texts.length, records: detector.records, matches, unread, unreadCount, otherValues, bytes };
}

interface Opened {
  readonly first: Promise<IteratorResult<Uint8Array>>;
  readonly rest: AsyncGenerator<Uint8Array>;
}

const nothing: Opened = openText({ name: '', bytes: 0 }, null);

function openText(text: LocalText, stdin: NodeJS.ReadableStream | null): Opened {
  const rest = stdin === null ? none() : readLocalText(text, stdin);
  const first = rest.next();
  // It is looked at when its turn comes.
  first.catch(() => undefined);
  return { first, rest };
}

async function* none(): AsyncGenerator<Uint8Array> {}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return 'the compressed text ends in the middle';
  if (code.startsWith('Z_')) return `it cannot be inflated: ${error.message}`;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return error.message;
}
