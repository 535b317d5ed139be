/** The real Redis that system tests use. */
export const testRedisUrl = process.env.WATCHKEEPER_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';
