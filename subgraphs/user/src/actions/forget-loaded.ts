import type { UserContext } from '../context.js';

/** After a change of many rows: what the request has read before is read again by the mutations that follow in it. */
export function forgetLoaded({ loaders }: UserContext): void {
  for (const loader of Object.values(loaders)) loader.clearAll();
}
