import type { MessageFilter } from './stream.js';

/** Where the events of a subscription field come from. The field itself is a `@Subscription` of a resolver, run once for each event. */
export interface SubscriptionDefinition {
  /** Name of the field of `Subscription`. */
  readonly field: string;
  /** Asked at the opening, and again for each event, which is executed only if it is of one of them: reads nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services, each field its arguments.
  channels(ctx: any, args: any): readonly string[];
  /** Which of the messages. All, without it. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  where?(args: any, ctx: any): MessageFilter | undefined;
  /** What else must hold to open it, such as that a row is there; runs after the directives. What it throws is the answer. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  check?(ctx: any, args: any): Promise<unknown>;
  /** Its channels carry other messages than events of this subgraph; `where` is all that tells whose they are. */
  readonly ofMessages?: boolean;
}

export interface SubscriptionInit<Ctx, Args> {
  field: string;
  channels(ctx: Ctx, args: Args): readonly string[];
  where?(args: Args, ctx: Ctx): MessageFilter | undefined;
  check?(ctx: Ctx, args: Args): Promise<unknown>;
  ofMessages?: boolean;
}

/**
 * Declares what a subscription field listens to.
 *
 * ```ts
 * defineSubscription({
 *   field: 'organizationModuleChanged',
 *   channels: (_ctx, { organizationId }: { organizationId: string }) => [channelName(organizationId, 'organization-module')],
 * })
 * ```
 */
export const defineSubscription = <Ctx, Args>(init: SubscriptionInit<Ctx, Args>): SubscriptionDefinition => init;

/** The condition that a value is one of a list that a client gave; none where the client gave none. */
export const oneOf = (path: string, values: readonly (string | number | boolean)[] | null | undefined): MessageFilter | undefined =>
  values ? { path, in: values } : undefined;

/** All of the conditions that there are. */
export function allOf(...conditions: readonly (MessageFilter | undefined)[]): MessageFilter | undefined {
  const all = conditions.filter((condition) => condition !== undefined);
  return all.length > 1 ? { all } : all[0];
}
