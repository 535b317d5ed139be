import type { FoundTrail } from './find-trails.ts';

/** Whether CloudTrail Insights looks out for what is unusual in a region. */
export function tellsInsights(trail: FoundTrail, region: string): boolean {
  return trail.isLogging && trail.hasInsights && (trail.isMultiRegion || trail.homeRegion === region);
}
