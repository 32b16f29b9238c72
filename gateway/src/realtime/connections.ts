import { GatewayErrors } from '../gateway.errors.js';
import type { Connection } from './connection.js';
import type { RealtimeMetrics } from './realtime-metrics.js';

export interface ConnectionLimits {
  perConnection: number;
  perUser: number;
  perOrganization: number;
  /** Connections from one address. */
  perAddress: number;
}

/** Every connection of this process that can carry subscriptions, found by whatever may happen to it. */
export class Connections {
  readonly #all = new Set<Connection>();
  readonly #byOrganization = new Map<string, Set<Connection>>();
  readonly #addresses = new Tally();
  readonly #users = new Tally();
  readonly #organizations = new Tally();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly metrics: Pick<RealtimeMetrics, 'connections'>,
  ) {}

  /**
   * Counts one connection more of an address.
   *
   * @returns gives the place back.
   * @throws SOCKET_LIMIT where the address has as many as it may have.
   */
  enter(address: string): () => void {
    const { perAddress } = this.limits;
    if (this.#addresses.of(address) >= perAddress) throw GatewayErrors.SOCKET_LIMIT(perAddress);
    this.#addresses.add(address, 1);
    return () => this.#addresses.add(address, -1);
  }

  /** From now on the connection is found. */
  add(connection: Connection): void {
    const key = connection.organizationId ?? '';
    this.#byOrganization.set(key, (this.#byOrganization.get(key) ?? new Set()).add(connection));
    this.#all.add(connection);
    this.metrics.connections.add({ transport: connection.transport }, 1);
  }

  remove(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    const key = connection.organizationId ?? '';
    const others = this.#byOrganization.get(key);
    others?.delete(connection);
    if (others?.size === 0) this.#byOrganization.delete(key);
    this.metrics.connections.add({ transport: connection.transport }, -1);
  }

  /**
   * Counts one subscription more.
   *
   * @returns gives the place back.
   * @throws SUBSCRIPTION_LIMIT where there are as many as there may be.
   */
  claim({ principal, organizationId, subscriptions }: Connection): () => void {
    const { perConnection, perUser, perOrganization } = this.limits;
    if (subscriptions.size >= perConnection) throw limit('of one connection', perConnection);
    if (this.#users.of(principal) >= perUser) throw limit('of one user', perUser);
    if (organizationId !== null && this.#organizations.of(organizationId) >= perOrganization)
      throw limit('of one organization', perOrganization);
    this.#users.add(principal, 1);
    if (organizationId !== null) this.#organizations.add(organizationId, 1);
    return () => {
      this.#users.add(principal, -1);
      if (organizationId !== null) this.#organizations.add(organizationId, -1);
    };
  }

  all(): Connection[] {
    return [...this.#all];
  }

  of(organizationId: string | null): Connection[] {
    return [...(this.#byOrganization.get(organizationId ?? '') ?? [])];
  }

  /** Those that have connections here. */
  organizations(): (string | null)[] {
    return [...this.#byOrganization.keys()].map((key) => key || null);
  }
}

const limit = (scope: string, most: number) => GatewayErrors.SUBSCRIPTION_LIMIT(scope, most).with({ limit: most });

/** Counts by name; a name at nothing is forgotten. */
class Tally {
  readonly #counts = new Map<string, number>();

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, count: number): void {
    const sum = this.of(name) + count;
    if (sum > 0) this.#counts.set(name, sum);
    else this.#counts.delete(name);
  }
}
