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

const hiddenForMs = 30_000;

/**
 * Keeps the stream open while the component that uses it is on the page and the page is looked at: a browser gives a server
 * six connections for all its tabs, and forgotten ones would take them all.
 */
export function useOpenLiveStream(): void {
  const stream = useLiveStream();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function follow(): void {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(stream.close, hiddenForMs);
      else stream.open();
    }
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      clearTimeout(timer);
      stream.close();
    };
  }, [stream]);
}

export function useLiveEvent(handle: (event: LiveEvent) => void): void {
  const stream = useLiveStream();
  const receive = useEffectEvent(handle);
  useEffect(() => stream.onEvent(receive), [stream]);
}
