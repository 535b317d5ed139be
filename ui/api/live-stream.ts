import { type LiveEvent, liveEventSchema } from '../../src/core/live-event.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface LiveStream {
  readonly state: () => LiveState;
  /** Both return how to stop listening. */
  readonly onState: (listen: () => void) => () => void;
  readonly onEvent: (listen: (event: LiveEvent) => void) => () => void;
  readonly open: () => void;
  readonly close: () => void;
}

const eventTypes = ['finding', 'agent', 'execution', 'log'] as const;
const retryMs = { first: 1_000, most: 30_000 };

interface LiveStreamReports {
  /** Nothing is promised about what happened before, so what was already read may be old. */
  readonly opened: () => void;
  /** The server answered, and would not send: the session may be over. */
  readonly refused: () => void;
}

/** The server's events, for as long as it is open, however often the connection is lost. */
export function createLiveStream(address: string, { opened, refused }: LiveStreamReports): LiveStream {
  const stateListeners = new Set<() => void>();
  const eventListeners = new Set<(event: LiveEvent) => void>();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: LiveState = 'connecting';
  let delayMs = retryMs.first;

  function change(next: LiveState): void {
    if (state === next) return;
    state = next;
    for (const listen of stateListeners) listen();
  }

  function receive({ data }: MessageEvent<string>): void {
    const event = liveEventSchema.safeParse(JSON.parse(data));
    if (!event.success) return;
    for (const listen of eventListeners) listen(event.data);
  }

  function open(): void {
    if (source) return;
    clearTimeout(timer);
    const opening = new EventSource(address);
    source = opening;
    opening.addEventListener('open', () => {
      change('live');
      delayMs = retryMs.first;
      opened();
    });
    opening.addEventListener('error', () => {
      change('lost');
      if (opening.readyState !== EventSource.CLOSED) return;
      source = undefined;
      timer = setTimeout(open, delayMs);
      delayMs = Math.min(delayMs * 2, retryMs.most);
      refused();
    });
    for (const type of eventTypes) opening.addEventListener(type, receive);
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
    change('connecting');
  }

  return {
    state: () => state,
    onState: (listen) => listenIn(stateListeners, listen),
    onEvent: (listen) => listenIn(eventListeners, listen),
    open,
    close,
  };
}

function listenIn<Listener>(listeners: Set<Listener>, listen: Listener): () => void {
  listeners.add(listen);
  return () => {
    listeners.delete(listen);
  };
}
