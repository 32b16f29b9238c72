import { PATIENCE } from '@supergraph/kernel/authorization';
import { CommonErrors, type DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { type Facts, type FactsEvent, isServing, type MemberFact, TenancyErrors } from '@supergraph/kernel/tenancy';
import { GatewayErrors } from '../gateway.errors.js';
import { narrow } from '../stages/http/authenticate.js';
import { mayWorkFrom } from '../stages/http/check-address.js';
import type { Closing, Connection } from './connection.js';
import type { Connections } from './connections.js';
import { LiveApiKeys } from './live-api-keys.js';
import type { Moving } from './moving.js';
import type { EndReason } from './realtime-metrics.js';
import type { Triggers } from './triggers.js';

export interface LiveAuthorizationOptions {
  facts: Facts;
  connections: Connections;
  triggers: () => Triggers;
  moving: () => Moving;
  log: Logger;
}

/** Close codes of a WebSocket: clients come back after 1013, and after 4403 with another token. */
const FORBIDDEN = 4403;
const TRY_AGAIN = 1013;
/** Milliseconds before a token expires at which its bearer is asked for another one. */
const ASK_BEFORE = 10_000;
/** Milliseconds after which everything is looked at again, whether or not anybody said so: modules begin and end by the clock. */
const RECONCILE = 30_000;
const SWEEP = 1_000;

const UNKNOWN: Closing = {
  code: TRY_AGAIN,
  reason: 'Try again later',
  error: TenancyErrors.TENANCY_UNAVAILABLE(),
  end: 'facts_unknown',
};

/** What may be seen is judged again whenever something changes it, and nothing is delivered until that is done. */
export class LiveAuthorization {
  readonly #epochs = new Map<string, { epoch: number; settling: Promise<void> }>();
  readonly #stop: () => void;
  readonly #apiKeys: LiveApiKeys;
  #reconciledAt = Date.now();

  constructor(private readonly options: LiveAuthorizationOptions) {
    this.#apiKeys = new LiveApiKeys({ ...options, unknown: UNKNOWN });
    const unlisten = options.facts.onChange((event) => this.#onChange(event));
    const timer = setInterval(() => this.#sweep(), SWEEP).unref();
    this.#stop = () => {
      unlisten();
      clearInterval(timer);
    };
  }

  stop(): void {
    this.#stop();
  }

  /** Fulfilled when an organization's subscriptions have been judged by what is known now; undefined where they have been. */
  settling(organizationId: string | null): Promise<void> | undefined {
    return this.#epochs.get(organizationId ?? '')?.settling;
  }

  /** Something about an organization may have changed. */
  changed(organizationId: string | null): void {
    const key = organizationId ?? '';
    const running = this.#epochs.get(key);
    if (running) {
      running.epoch += 1;
      return;
    }
    const entry = { epoch: 1, settling: Promise.resolve() };
    this.#epochs.set(key, entry);
    entry.settling = this.#settle(organizationId, entry)
      .catch((error) => {
        this.options.log.warn({ error, organizationId }, 'what an organization may see cannot be told: its connections are closed');
        for (const connection of this.#of(organizationId)) connection.close(UNKNOWN);
      })
      .finally(() => this.#epochs.delete(key));
  }

  async #settle(organizationId: string | null, entry: { epoch: number }): Promise<void> {
    for (let seen = 0; seen !== entry.epoch; ) {
      seen = entry.epoch;
      await this.#judge(organizationId);
    }
  }

  async #judge(organizationId: string | null): Promise<void> {
    const { facts, triggers, moving } = this.options;
    const organization = organizationId === null ? null : await facts.organization(organizationId);
    if (organizationId !== null && !(organization && isServing(organization))) {
      this.#revoke(this.#of(organizationId), GatewayErrors.TENANT_SUSPENDED(), 'organization_suspended');
      return;
    }
    for (const connection of this.#of(organizationId)) connection.organization = organization;
    this.#revoke(
      this.#of(organizationId).filter((connection) => !mayWorkFrom(connection.address, connection)),
      GatewayErrors.ADDRESS_NOT_ALLOWED(),
      'address_refused',
    );
    await Promise.all(
      triggers()
        .of(organizationId)
        .map((shared) => moving().rejudge(shared, organization)),
    );
  }

  #onChange(event: FactsEvent): void {
    if (event.kind === 'organization') this.#changedWhereKnown([event.organizationId]);
    if (event.kind === 'everything') this.#changedEverywhere();
    if (event.kind === 'session-ended')
      this.#revoke(
        this.options.connections.all().filter(({ identity }) => identity.sessionId === event.sessionId),
        CommonErrors.UNAUTHENTICATED(),
        'session_ended',
      );
    if (event.kind === 'member') this.#memberChanged(event.member);
    if (event.kind === 'api-key') this.#apiKeys.changed(event.apiKeyId);
  }

  #changedEverywhere(): void {
    this.#changedWhereKnown(this.options.connections.organizations());
    // Keys, sessions and memberships that ended while nobody could be heard.
    this.#apiKeys.changedEverywhere();
    const { facts, connections } = this.options;
    for (const connection of connections.all()) {
      const { sessionId, organizationId, subject } = connection.identity;
      if (sessionId !== null && facts.isSessionEnded(sessionId))
        this.#revoke([connection], CommonErrors.UNAUTHENTICATED(), 'session_ended');
      const member = organizationId !== null && subject !== null ? facts.changedMember(organizationId, subject) : undefined;
      if (member) this.#applyTo(connection, member);
    }
  }

  #changedWhereKnown(organizations: Iterable<string | null>): void {
    for (const id of organizations) if (this.#of(id).length > 0) this.changed(id);
  }

  #memberChanged(member: MemberFact): void {
    const { organizationId, userId } = member;
    const connections = this.#of(organizationId).filter(({ identity }) => identity.subject === userId);
    for (const connection of connections) this.#applyTo(connection, member);
  }

  #applyTo(connection: Connection, member: MemberFact): void {
    if (!member.isActive) {
      this.#revoke([connection], GatewayErrors.MEMBERSHIP_REVOKED(), 'membership_revoked');
      return;
    }
    const identity = narrow(connection.identity, member);
    if (identity.scopes.length === connection.identity.scopes.length) return;
    connection.identity = identity;
    for (const subscription of [...connection.subscriptions]) this.options.moving().rejudgeSoon(subscription);
  }

  /** Every subscription ends with the reason, and then the connection: it served this one organization. */
  #revoke(connections: readonly Connection[], error: DomainError, end: EndReason): void {
    for (const connection of connections) {
      for (const subscription of [...connection.subscriptions]) subscription.fail(error, end);
      connection.close({ code: FORBIDDEN, reason: error.message, error, end });
    }
  }

  #of(organizationId: string | null): Connection[] {
    return this.options.connections.of(organizationId);
  }

  #sweep(): void {
    const { facts, connections } = this.options;
    const now = Date.now();
    const isUnknown = facts.lag() > PATIENCE.query;
    for (const connection of connections.all()) {
      if (isUnknown && connection.identity.kind !== 'anonymous') connection.close(UNKNOWN);
      else if (connection.expiresAt <= now) connection.close(expired());
      else if (connection.expiresAt - ASK_BEFORE <= now && !connection.isTokenAskedFor) connection.askForToken();
    }
    if (now - this.#reconciledAt < RECONCILE) return;
    this.#reconciledAt = now;
    this.#changedEverywhere();
  }
}

const expired = (): Closing => ({
  code: FORBIDDEN,
  reason: 'Token expired',
  error: GatewayErrors.TOKEN_EXPIRED(),
  end: 'token_expired',
});
