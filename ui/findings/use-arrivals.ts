import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FindingSearch } from '../api/queries.ts';
import { findingsQuery } from '../api/queries.ts';
import { useLiveEvent } from '../api/live-context.ts';
import { matchesSearch } from './finding-search.ts';

const topOfPage = 120;

/**
 * New findings that belong in the list. At the top of the page they come in by themselves; further down the list must not
 * move under its reader, so they are counted until asked for.
 */
export function useArrivals(search: FindingSearch) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const key = JSON.stringify(search);
  useEffect(() => setWaiting(new Set()), [key]);

  const refresh = (): void => void client.invalidateQueries({ queryKey: findingsQuery(search).queryKey });
  useLiveEvent((event) => {
    if (event.type !== 'finding' || !matchesSearch(event.finding, search)) return;
    if (window.scrollY < topOfPage) refresh();
    else if (event.isNew) setWaiting((before) => new Set([...before, event.finding.id]));
  });

  return {
    waiting: waiting.size,
    show(): void {
      setWaiting(new Set());
      window.scrollTo({ top: 0 });
      refresh();
    },
  };
}
