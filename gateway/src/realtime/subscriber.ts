import type { Identity } from '@supergraph/kernel/auth';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import type { Delivery } from './delivery.js';
import type { Outlet } from './outlet.js';

/** Whoever gets the answers of a trigger. */
export interface Subscriber {
  readonly delivery: Delivery;
  readonly identity: Identity;
  /** Milliseconds since 1970 from which on nothing is delivered. */
  readonly expiresAt: number;
}

/** Whoever is at the other end of a connection, as they are known now. */
export interface Listener {
  readonly identity: Identity;
  readonly organization: OrganizationFacts | null;
  readonly expiresAt: number;
  readonly outlet: Outlet;
}
