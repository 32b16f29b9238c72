import type { LeaseStore } from '@supergraph/kernel/cache';
import { until } from './until.js';

/** Waits for a store that has just been opened: it does not know yet which Redis it talks to. */
export const readyLeases = (store: LeaseStore): Promise<void> =>
  until(() =>
    store.peek([{ key: 'nothing', tag: null }]).then(
      () => true,
      () => false,
    ),
  );
