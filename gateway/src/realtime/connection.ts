import type { Identity } from '@supergraph/kernel/auth';
import type { DomainError } from '@supergraph/kernel/errors';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import type { HttpRequest } from '../http.js';
import { principalOf } from '../limits/rate/principal-of.js';
import { Outlet, type OutletOptions } from './outlet.js';
import type { EndReason, TransportName } from './realtime-metrics.js';
import type { Subscription } from './subscription.js';

/** Why a connection is closed, in the words of every protocol. */
export interface Closing {
  /** Of a WebSocket. */
  code: number;
  reason: string;
  /** What protocols without close codes say before they end. */
  error: DomainError;
  end: EndReason;
}

/** What a protocol has to be able to do for its connection. */
export interface ConnectionWire {
  /** Says why, and closes. Called once. */
  close(closing: Closing): void;
  /** Asks for a new token, before the present one expires; where the protocol has a word for it. */
  askForToken?(): void;
}

export interface ConnectionOptions {
  transport: TransportName;
  /** As it was authenticated. */
  request: HttpRequest;
  stream: OutletOptions['stream'];
  wire: ConnectionWire;
  /** Closes a connection that takes nothing any more. */
  onSlow: (connection: Connection) => void;
}

/** One client's connection, as far as subscriptions are concerned: who it is, and what it listens to. */
export class Connection {
  readonly transport: TransportName;
  readonly outlet: Outlet;
  readonly subscriptions = new Set<Subscription>();
  identity: Identity;
  organization: OrganizationFacts | null;
  address: string;
  /** Milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY;
  isTokenAskedFor = false;
  isClosed = false;

  constructor(private readonly options: ConnectionOptions) {
    this.transport = options.transport;
    this.outlet = new Outlet({ stream: options.stream, giveUp: () => options.onSlow(this) });
    this.identity = options.request.identity;
    this.organization = options.request.organization;
    this.address = options.request.ip;
    this.authenticateAs(options.request);
  }

  get organizationId(): string | null {
    return this.identity.organizationId;
  }

  /** Who is counted. */
  get principal(): string {
    return principalOf(this.identity, this.address);
  }

  /** Takes over what is known of whoever sends, from a request of theirs. */
  authenticateAs({ identity, organization, token }: Pick<HttpRequest, 'identity' | 'organization' | 'token'>): void {
    this.identity = identity;
    this.organization = organization;
    this.expiresAt = token?.expiresAt ?? Number.POSITIVE_INFINITY;
    this.isTokenAskedFor = false;
  }

  askForToken(): void {
    this.isTokenAskedFor = true;
    this.options.wire.askForToken?.();
  }

  /** Ends every subscription without a word, and closes with one. */
  close(closing: Closing): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const subscription of [...this.subscriptions]) subscription.forget(closing.end);
    this.options.wire.close(closing);
    this.outlet.close();
  }

  /** The client has gone. */
  gone(): void {
    this.isClosed = true;
    for (const subscription of [...this.subscriptions]) subscription.forget('client_disconnect');
    this.outlet.close();
  }
}
