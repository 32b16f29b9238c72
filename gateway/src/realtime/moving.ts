import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import type { Positions } from '@supergraph/kernel/realtime';
import { type OrganizationFacts, TenancyErrors } from '@supergraph/kernel/tenancy';
import { validate } from 'graphql';
import { isSamePlan, planSubscription } from '../execution/execute-event.js';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation } from '../operation.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import { withoutDelivery } from './delivery-mode.js';
import { isSameText, type Judgement, keyOf, revocationOf, type Verdict } from './judgement.js';
import type { Subscription } from './subscription.js';
import { OpeningRefused, type SharedSubscription, type Triggers } from './triggers.js';

export interface MovingOptions {
  triggers: Triggers;
  judgement: Judgement;
  log: Logger;
}

/** Takes running subscriptions to where they belong when something has changed under them: another class, another schema, or their end. */
export class Moving {
  constructor(private readonly options: MovingOptions) {}

  /** An organization is another than it was: what its subscriptions may still see is looked at again. */
  async rejudge(shared: SharedSubscription, organization: OrganizationFacts | null): Promise<void> {
    const { triggers, judgement } = this.options;
    const [subscription] = shared.trigger.members.keys();
    if (!subscription) return;
    const { identity } = subscription;
    const request = { ...shared.operation.request, identity, organization };
    const verdict = await judgement.judge({ ...shared.operation, identity, request });
    if (isLess(verdict, shared)) this.#endAll(shared, verdict);
    else if (verdict.document && isSameText(verdict.document, shared.document)) triggers.organizationChanged(organization, shared);
    else for (const member of membersOf(shared)) this.rejudgeSoon(member);
  }

  /** A member may do something else than before: each of their subscriptions finds its class anew. */
  async rejudgeSubscription(subscription: Subscription): Promise<void> {
    const { triggers, judgement } = this.options;
    const shared = subscription.trigger && triggers.find(subscription.trigger);
    if (!shared) return;
    const after = this.#leave(subscription);
    const verdict = await judgement.judge(subscription.operation);
    if (isLess(verdict, shared)) this.#end(subscription, shared, verdict);
    else await this.#join(subscription, verdict, after);
  }

  /** The same; it ends where that cannot be done. */
  rejudgeSoon(subscription: Subscription): void {
    this.rejudgeSubscription(subscription).catch((error) => {
      this.options.log.error({ error }, 'a running subscription could not be judged again');
      subscription.fail(TenancyErrors.TENANCY_UNAVAILABLE(), 'failed');
    });
  }

  /** The schema is another one: what is carried out as before goes on, the rest has to be asked for again. */
  async reload(shared: SharedSubscription, supergraph: LoadedSupergraph): Promise<void> {
    const operation: Operation = { ...shared.operation, supergraph };
    const next = await this.#replanned(operation, shared).catch((error) => {
      this.options.log.warn({ error }, 'a running subscription could not be planned again');
      return null;
    });
    if (!next) {
      for (const member of membersOf(shared)) member.fail(GatewayErrors.SUBSCRIPTION_SCHEMA_RELOAD(), 'schema_reload');
      return;
    }
    shared.operation = next.operation;
    shared.document = next.operation.document;
    shared.plan = next.plan; // What is compiled of the other one belongs to the schema before.
    for (const member of membersOf(shared)) member.rebase(supergraph);
    this.options.triggers.refile(shared);
  }

  /** The operation on its new schema; null where it would be carried out otherwise than before. */
  async #replanned(operation: Operation, shared: SharedSubscription): Promise<Pick<SharedSubscription, 'operation' | 'plan'> | null> {
    if (validate(operation.supergraph.apiSchema, operation.original).length > 0) return null;
    const { document } = await this.options.judgement.judge(operation);
    if (!document || !isSameText(document, shared.document)) return null;
    const plan = await planSubscription({ ...operation, document: withoutDelivery(document) });
    return plan && isSamePlan(plan, shared.plan) ? { operation: { ...operation, document }, plan } : null;
  }

  #leave(subscription: Subscription): Positions {
    const after = subscription.trigger?.leave(subscription) ?? {};
    subscription.trigger = null;
    return after;
  }

  /** Goes on in another class from where it was: nothing is missed, and nothing comes twice. */
  async #join(subscription: Subscription, { document }: Verdict, after: Positions): Promise<void> {
    if (subscription.isEnded) return;
    const operation = subscription.operation;
    await this.options.triggers.join(subscription, { ...operation, document: document ?? operation.document }, after).catch((error) => {
      if (error instanceof DomainError) return subscription.fail(error, 'failed');
      if (error instanceof OpeningRefused && error.errors[0]) {
        const { error: refusal, reason } = revocationOf(error.errors[0]);
        return subscription.fail(refusal, reason);
      }
      this.options.log.error({ error }, 'a running subscription could not be opened again');
      return subscription.fail(GatewayErrors.SUBSCRIPTION_SCHEMA_RELOAD(), 'failed');
    });
  }

  #endAll(shared: SharedSubscription, verdict: Verdict): void {
    for (const member of membersOf(shared)) this.#end(member, shared, verdict);
  }

  #end(subscription: Subscription, shared: SharedSubscription, { removed }: Verdict): void {
    const [first] = removed.filter((error) => !shared.removed.has(keyOf(error)));
    if (!first) return;
    const { error, reason } = revocationOf(first);
    subscription.fail(error, reason);
  }
}

/** Something is taken that was there before. */
const isLess = ({ removed }: Verdict, shared: SharedSubscription): boolean => removed.some((error) => !shared.removed.has(keyOf(error)));

const membersOf = ({ trigger }: SharedSubscription): Subscription[] => [...trigger.members.keys()] as Subscription[];
