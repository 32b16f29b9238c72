import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds; fails where it never does. */
export async function until(condition: () => boolean | Promise<boolean>, patience = 15_000): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('it did not happen in time');
}
