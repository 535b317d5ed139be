import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { LiveEvent } from '../../src/core/live-event.ts';
import type { LiveState, LiveStream } from './live-stream.ts';

export const LiveContext = createContext<LiveStream | undefined>(undefined);

function useLiveStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (!stream) throw new Error('There is no live stream around this component');
  return stream;
}

export function useLiveState(): LiveState {
  const stream = useLiveStream();
  return useSyncExternalStore(stream.onState, stream.state);
}

/** Keeps the stream open while the component that uses it is on the page. */
export function useOpenLiveStream(): void {
  const stream = useLiveStream();
  useEffect(() => {
    stream.open();
    return stream.close;
  }, [stream]);
}

export function useLiveEvent(handle: (event: LiveEvent) => void): void {
  const stream = useLiveStream();
  const receive = useEffectEvent(handle);
  useEffect(() => stream.onEvent(receive), [stream]);
}
