import type { SettingSpec } from './list-setting-specs.ts';

export type Origin = 'default' | 'file' | 'environment' | 'argument';

/** A setting with the place that decides its value. */
export interface SettingSource {
  readonly spec: SettingSpec;
  readonly origin: Origin;
  readonly from: string | undefined;
  readonly value: unknown;
}
