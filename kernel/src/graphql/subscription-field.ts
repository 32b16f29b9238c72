import { Subscription as TypeGraphQLSubscription } from 'type-graphql';

type ReturnType = () => unknown;

interface SubscriptionFieldOptions {
  name?: string;
  description?: string;
  nullable?: boolean;
}

/**
 * A field of `Subscription`. The method is run for each event, which it receives by `@Root()`; where the events come from, a
 * `defineSubscription` in the subgraph's definition says. Nothing is listened to here: sockets are the gateway's.
 */
export const Subscription = (returns: ReturnType, options: SubscriptionFieldOptions = {}): MethodDecorator =>
  TypeGraphQLSubscription(returns as never, { ...options, subscribe: neverCalled });

function neverCalled(): never {
  throw new Error('A subgraph does not listen: the gateway opens a subscription and hands in its events');
}

/** type-graphql wants one before it prints a subscription; nobody calls it. */
export const NO_PUB_SUB = { publish: neverCalled, subscribe: neverCalled };
