import type { GraphQLFieldResolver } from 'graphql';

/** What stands in front of the resolver of a field. */
// biome-ignore lint/suspicious/noExplicitAny: each guard knows the context that it reads.
export interface FieldGuard<Ctx = any> {
  /**
   * Why the field is not answered, or null. It depends on the request and on the field's arguments alone, not on the object that the
   * field is of: for the same field of every entry of a list, once is enough.
   */
  refusal(args: Readonly<Record<string, unknown>>, ctx: Ctx): Error | null;
  /** What is behind; without one, the property of that name. */
  resolve: GraphQLFieldResolver<unknown, Ctx> | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
type Resolver = GraphQLFieldResolver<any, any>;

const guards = new WeakMap<Resolver, FieldGuard>();

/** Says what a resolver consists of, for an executor that can take it apart; any other one calls it as it is. */
export function guardedBy<Guarded extends Resolver>(guard: FieldGuard, resolver: Guarded): Guarded {
  guards.set(resolver, guard);
  return resolver;
}

export const guardOf = (resolver: Resolver | undefined): FieldGuard | undefined => resolver && guards.get(resolver);
