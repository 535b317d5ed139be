/** Where a rotation stands. The first six are done in this order; after a crash the one that is written down is done again. */
export const rotationSteps = ['making', 'testing', 'switching', 'deactivating', 'waiting', 'deleting', 'rolling-back', 'done', 'failed'] as const;
