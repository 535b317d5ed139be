import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { findingsQuery, type FindingSearch } from '../api/queries.ts';
import { useLiveEvent } from '../api/live-context.ts';
import { matchesSearch } from './finding-search.ts';

const topOfPage = 120;
const noIds: ReadonlySet<string> = new Set();

/**
 * New findings that belong in the list. At the top of the page they come in by themselves; further down the list must not
 * move under its reader, so they are counted until asked for.
 */
export function useArrivals(search: FindingSearch) {
  const client = useQueryClient();
  const key = JSON.stringify(search);
  const [arrived, setArrived] = useState({ key, ids: noIds });
  const ids = arrived.key === key ? arrived.ids : noIds;

  const refresh = (): void => void client.invalidateQueries({ queryKey: findingsQuery(search).queryKey });
  useLiveEvent((event) => {
    if (event.type !== 'finding' || !matchesSearch(event.finding, search)) return;
    if (window.scrollY < topOfPage) refresh();
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
