import { createLog, type Log } from '../base/telemetry/create-log.ts';

/** A log that says nothing, for tests that do not read it. */
export const quietLog: Log = createLog({ level: 'silent', format: 'text' });
