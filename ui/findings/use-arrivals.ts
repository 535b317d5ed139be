import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useMemo, useState } from 'react';
import type { FindingSearch } from '../api/queries.ts';
import { useLiveEvent } from '../api/live-context.ts';
import { createThrottle } from '../api/throttle.ts';
import { matchesSearch } from './finding-search.ts';

const topOfPage = 120;
const refreshEveryMs = 1_000;
const noIds: ReadonlySet<string> = new Set();

/**
 * New findings that belong in the list. They come in by themselves while nobody is at it. Further down the page, under the
 * pointer or the focus, the list must not move: there they are counted until asked for.
 */
export function useArrivals(search: FindingSearch, list: RefObject<HTMLElement | null>) {
  const client = useQueryClient();
  const key = JSON.stringify(search);
  const [arrived, setArrived] = useState({ key, ids: noIds });
  const ids = arrived.key === key ? arrived.ids : noIds;
  const refresh = useMemo(() => createThrottle(refreshEveryMs, () => void client.invalidateQueries({ queryKey: ['findings', 'list'] })), [client]);

  useLiveEvent((event) => {
    if (event.type !== 'finding' || !matchesSearch(event.finding, search)) return;
    if (!isReading(list.current)) refresh();
    else if (event.isNew) setArrived({ key, ids: new Set([...ids, event.finding.id]) });
  });

  return {
    waiting: ids.size,
    show(): void {
      setArrived({ key, ids: noIds });
      window.scrollTo({ top: 0 });
      refresh();
    },
  };
}

function isReading(list: HTMLElement | null): boolean {
  return window.scrollY >= topOfPage || list?.matches(':hover, :focus-within') === true;
}
