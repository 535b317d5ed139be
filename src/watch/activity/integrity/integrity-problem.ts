import type { Severity } from '../../../core/severity.ts';

export const problemKinds = ['digest-missing', 'digest-overdue', 'digest-unreadable', 'digest-moved', 'digest-changed', 'unsigned', 'wrong-signature', 'unknown-key', 'chain-broken', 'log-missing', 'log-changed', 'log-extra'] as const;
export type ProblemKind = (typeof problemKinds)[number];

export interface IntegrityProblem {
  readonly kind: ProblemKind;
  readonly bucket: string;
  readonly key: string;
  /** The end of the hour that the file belongs to. */
  readonly at: Date;
  readonly because: string;
  /** Where it is known when it was touched. */
  readonly touchedAt?: Date | undefined;
  readonly expectedSha256?: string | undefined;
  readonly foundSha256?: string | undefined;
}

/** Nobody but who tampers makes what is critical; what is medium may be a fault of delivery. */
export const problemSeverities: Readonly<Record<ProblemKind, Severity>> = {
  'log-changed': 'critical',
  'log-missing': 'critical',
  'log-extra': 'high',
  'digest-missing': 'high',
  'digest-changed': 'critical',
  'digest-moved': 'high',
  'digest-unreadable': 'high',
  'digest-overdue': 'medium',
  'wrong-signature': 'critical',
  'unknown-key': 'critical',
  unsigned: 'high',
  'chain-broken': 'high',
};

/** What each kind is called, of one file. */
export const problemNames: Readonly<Record<ProblemKind, string>> = {
  'log-changed': 'log file changed',
  'log-missing': 'log file deleted',
  'log-extra': 'log file smuggled in',
  'digest-missing': 'digest deleted',
  'digest-changed': 'digest changed',
  'digest-moved': 'digest moved',
  'digest-unreadable': 'digest unreadable',
  'digest-overdue': 'digest overdue',
  'wrong-signature': 'signature wrong',
  'unknown-key': 'signed by an unknown key',
  unsigned: 'signature removed',
  'chain-broken': 'chain broken',
};
