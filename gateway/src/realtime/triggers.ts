import { randomUUID } from 'node:crypto';
import { impersonal } from '@supergraph/kernel/auth';
import type { Logger } from '@supergraph/kernel/logger';
import { compileFilter, type Positions } from '@supergraph/kernel/realtime';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import { type DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { executeEvent, openStream, planSubscription, type SubscriptionPlan } from '../execution/execute-event.js';
import type { SubgraphSource } from '../execution/subgraph-source.js';
import type { Operation, OperationResult, SubgraphCall } from '../operation.js';
import type { Next } from '../stage.js';
import { type DeliveryMode, deliveryModeOf } from './delivery-mode.js';
import type { Hub } from './hub.js';
import type { Judgement } from './judgement.js';
import { keyOf } from './judgement.js';
import type { RealtimeMetrics } from './realtime-metrics.js';
import type { Subscriber } from './subscriber.js';
import type { Subscription } from './subscription.js';
import { Trigger } from './trigger.js';
import { classOf, isPersonal, ownPartOf } from './trigger-class.js';

export interface TriggersOptions {
  hub: Hub;
  callSubgraph: Next<SubgraphCall, SubgraphResponse>;
  eventSource: (subgraph: string, event: unknown) => SubgraphSource;
  judgement: Judgement;
  metrics: RealtimeMetrics;
  /** Of an organization: fulfilled once every change that is known of has been looked at. */
  settling: (organizationId: string | null) => Promise<void> | undefined;
  /** The class of a trigger is not what it was, though nobody said so: what one may do depends on the time of day as well. */
  onChanged: (organizationId: string | null) => void;
  log: Logger;
}

/** What a trigger executes; a part of it changes while it runs. */
export interface SharedSubscription {
  trigger: Trigger;
  key: string;
  /** As its first subscriber asked for it. */
  operation: Operation;
  /** What the directives leave of it. */
  document: DocumentNode;
  /** What they took from the beginning. */
  removed: ReadonlySet<string>;
  plan: SubscriptionPlan;
  mode: DeliveryMode;
  channels: readonly string[];
}

/** Refused by the subgraph that owns the subscription, in its words. */
export class OpeningRefused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The subscription was refused');
  }
}

const NEVER = new AbortController().signal;
const MOST_PERSONAL = 10_000;
const TRIES = 5;

/** The running subscriptions of this process, each class of them once. */
export class Triggers {
  readonly #shared = new Map<Trigger, SharedSubscription>();
  readonly #byClass = new Map<string, Promise<SharedSubscription>>();
  /** Classes of which each person has their own. */
  readonly #personal = new LRUCache<string, true>({ max: MOST_PERSONAL });

  constructor(private readonly options: TriggersOptions) {}

  all(): SharedSubscription[] {
    return [...this.#shared.values()];
  }

  of(organizationId: string | null): SharedSubscription[] {
    return this.all().filter(({ operation }) => operation.identity.organizationId === organizationId);
  }

  find(trigger: Trigger): SharedSubscription | undefined {
    return this.#shared.get(trigger);
  }

  /** Adds a subscription to its class; the first one of a class opens it. @throws OpeningRefused */
  async join(subscription: Subscription, operation: Operation, after: Positions | null): Promise<void> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const shared = await this.#sharedFor(operation);
      if (shared.trigger.isClosed || !isFor(shared, operation)) continue;
      if (subscription.isEnded) {
        if (shared.trigger.members.size === 0) shared.trigger.close();
        return;
      }
      subscription.trigger = shared.trigger;
      shared.trigger.join(subscription, after);
      return;
    }
    throw new Error('A subscription could not be opened: its class closed again and again');
  }

  /** Files a trigger under the class that it has now. */
  refile(shared: SharedSubscription): void {
    const key = this.#keyOf(shared.operation);
    if (key === shared.key) return;
    this.#byClass.delete(shared.key);
    shared.key = key;
    if (!this.#byClass.has(key)) this.#byClass.set(key, Promise.resolve(shared));
  }

  /**
   * The same operation, as an event that comes now is executed for it. What a class shares is worked out in the name of none of
   * them: what is one person's own, such as their address, is not for the others.
   */
  async #execute(shared: SharedSubscription, event: unknown, { identity }: Subscriber): Promise<OperationResult | null> {
    const { judgement, eventSource, onChanged } = this.options;
    const { operation, document, plan } = shared;
    const asking = isPersonal(shared.channels) ? identity : impersonal(identity);
    const request = { ...operation.request, identity: asking, id: randomUUID(), startedAt: performance.now(), answerHeaders: new Map() };
    const source = eventSource(plan.primary.serviceName, event);
    const result = await judgement.run({ ...operation, identity: asking, request }, document, (permitted) =>
      executeEvent(permitted, plan, source),
    );
    if (!result) onChanged(identity.organizationId);
    return result;
  }

  #keyOf(operation: Operation): string {
    const key = classOf(operation);
    return this.#personal.has(key) ? `${key} ${ownPartOf(operation)}` : key;
  }

  async #sharedFor(operation: Operation): Promise<SharedSubscription> {
    const key = this.#keyOf(operation);
    const known = this.#byClass.get(key);
    // What one was refused for is for each to hear of themselves.
    const shared = await known?.catch(() => undefined);
    if (shared && !shared.trigger.isClosed) return shared;
    const opening = this.#byClass.get(key);
    if (opening && opening !== known) return opening;
    const fresh = this.#open(key, operation);
    this.#byClass.set(key, fresh);
    return fresh.catch((error) => {
      if (this.#byClass.get(key) === fresh) this.#byClass.delete(key);
      throw error;
    });
  }

  async #open(key: string, operation: Operation): Promise<SharedSubscription> {
    const { judgement, callSubgraph, hub } = this.options;
    const mode = deliveryModeOf(operation);
    const { removed } = await judgement.judge(operation);
    const plan = await planSubscription(operation);
    if (!plan) throw new OpeningRefused([]);
    const opened = await openStream(operation, plan, callSubgraph);
    if ('errors' in opened) throw new OpeningRefused(opened.errors);
    const { channels, where } = opened.opening;
    const request = { ...operation.request, signal: NEVER, subscriber: undefined };
    const { organizationId } = operation.identity;
    const shared: SharedSubscription = {
      key: this.#keyFor(key, operation, channels),
      operation: { ...operation, request },
      document: operation.document,
      removed: new Set(removed.map(keyOf)),
      plan,
      mode,
      channels,
      trigger: new Trigger({
        channels,
        matches: compileFilter(where),
        mode,
        hub,
        metrics: this.options.metrics,
        execute: (event, subscriber) => this.#execute(shared, event, subscriber),
        settling: () => this.options.settling(organizationId),
        onEmpty: () => this.#close(shared),
      }),
    };
    this.options.metrics.triggers.add({}, 1);
    this.#shared.set(shared.trigger, shared);
    await shared.trigger.start().catch((error) => {
      shared.trigger.close();
      throw error;
    });
    return shared;
  }

  /** A class that turns out to be one person's gets a key of that person's own. */
  #keyFor(key: string, operation: Operation, channels: readonly string[]): string {
    const general = classOf(operation);
    if (key !== general || !isPersonal(channels)) return key;
    this.#personal.set(general, true);
    const own = `${general} ${ownPartOf(operation)}`;
    const opening = this.#byClass.get(key);
    this.#byClass.delete(key);
    if (opening) this.#byClass.set(own, opening);
    return own;
  }

  #close(shared: SharedSubscription): void {
    if (!this.#shared.delete(shared.trigger)) return;
    this.options.metrics.triggers.add({}, -1);
    this.#byClass.get(shared.key)?.then(
      (filed) => filed === shared && this.#byClass.delete(shared.key),
      () => {},
    );
  }

  organizationChanged(organization: OrganizationFacts | null, shared: SharedSubscription): void {
    shared.operation = { ...shared.operation, request: { ...shared.operation.request, organization } };
    this.refile(shared);
  }
}

/** What is personal is its person's. */
const isFor = ({ channels, operation }: SharedSubscription, { identity }: Operation): boolean =>
  !isPersonal(channels) || operation.identity.subject === identity.subject;
