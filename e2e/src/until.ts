import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is as it must become. @throws where that takes longer than `patience` (ms). */
export async function until<Value>(ask: () => Promise<Value>, isThere: (value: Value) => boolean, patience = 5_000): Promise<Value> {
  for (const deadline = Date.now() + patience; ; ) {
    const value = await ask();
    if (isThere(value)) return value;
    if (Date.now() > deadline) throw new Error(`It did not come to that: ${JSON.stringify(value)}`);
    await sleep(5);
  }
}
