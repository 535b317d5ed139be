import type { Severity } from '../../src/core/severity.ts';

export const severityNames: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };
