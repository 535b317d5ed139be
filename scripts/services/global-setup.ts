import { startTestServices } from './start-test-services.ts';

/** Vitest calls it once before the system tests, in the process that starts the workers. */
export async function setup(): Promise<() => Promise<void>> {
  const services = await startTestServices(process.env);
  if (services.missing.length > 0) {
    await services.stop();
    throw new Error(`The system tests need ${services.missing.join(' and ')}`);
  }
  Object.assign(process.env, services.env);
  return () => services.stop();
}
