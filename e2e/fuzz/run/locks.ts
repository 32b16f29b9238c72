import type { OpenLocks } from '@supergraph/kernel/db';

interface Locks {
  openLocks?: OpenLocks;
  env?: Record<string, string>;
}

/** At the gateway the directives are told of and not enforced. */
const OPEN_GATEWAY = { DIRECTIVES_MODE: 'dry-run' };

/** Which locks are closed: all, or one of them alone. */
export const SETTINGS: Readonly<Record<string, Locks>> = {
  all: {},
  directives: { openLocks: { filter: true, rows: true } },
  filter: { openLocks: { directives: true, rows: true }, env: OPEN_GATEWAY },
  rows: { openLocks: { directives: true, filter: true }, env: OPEN_GATEWAY },
};

export const locksFor = (name: string): Locks | null => SETTINGS[name] ?? null;
