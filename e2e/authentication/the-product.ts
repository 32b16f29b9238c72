import { afterAll, beforeAll } from '@jest/globals';
import { aProduct, type ObservedProduct } from '../testkit/product-on-test-database.js';

/** The product that the stories of a file are about: it starts before the first of them and stops after the last. Look at it within them. */
export function theProduct(env: Record<string, string> = {}): ObservedProduct {
  let started: ObservedProduct | undefined;
  beforeAll(async () => {
    started = await aProduct(env);
  }, 60_000);
  afterAll(() => started?.stop(), 60_000);
  return new Proxy({} as ObservedProduct, {
    get(_, key) {
      if (!started) throw new Error('The product has not started yet');
      return Reflect.get(started, key);
    },
  });
}
