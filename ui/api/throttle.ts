/** Runs at once, then at most once per interval; the last of many calls within it is not lost. */
export function createThrottle(intervalMs: number, run: () => void): () => void {
  let isWaiting = false;
  let isWanted = false;
  return function throttled() {
    if (isWaiting) {
      isWanted = true;
      return;
    }
    isWaiting = true;
    run();
    setTimeout(() => {
      isWaiting = false;
      if (!isWanted) return;
      isWanted = false;
      throttled();
    }, intervalMs);
  };
}
