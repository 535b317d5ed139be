import { absoluteTime, relativeTime } from './format-time.ts';
import { useNow } from './use-now.ts';

/** `5m ago`, kept true, with the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={absoluteTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}
