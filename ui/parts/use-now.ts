import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** One clock for every relative time on the page: it ticks each second while something shows it. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => now);
}

function listen(onTick: () => void): () => void {
  listeners.add(onTick);
  // Nobody looked until now, so that it stood still.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(onTick);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const onTick of listeners) onTick();
}
