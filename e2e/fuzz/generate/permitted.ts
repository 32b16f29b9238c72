import { Actor, type Identity } from '@supergraph/kernel/auth';
import { type Condition, conditionsOf, refusalOf, requirementsOf } from '@supergraph/kernel/authorization';
import { parse } from 'graphql';

/** Whether somebody's login and scopes allow a field, as far as the schema says it: `Module.organizationCount`. */
export type Permitted = (identity: Identity, type: string, field: string, returns: string) => boolean;

/** Reads the subgraphs' schemas. What is refused takes everything around it with it, so it is asked for seldom. */
export function permittedBy(sdls: readonly string[]): Permitted {
  const all = sdls.map((sdl) => requirementsOf(parse(sdl)));
  const actors = new Map<Identity, Actor>();
  const known = new Map<string, Condition[]>();
  const isAboutPeople = ({ directive }: Condition) => directive !== 'tenantScoped' && directive !== 'requiresModule';
  return (identity, type, field, returns) => {
    const key = `${type}.${field}`;
    const conditions =
      known.get(key) ??
      all.flatMap((each) =>
        [each.ofField(type, field), each.ofType(returns)].flatMap((found) => conditionsOf(found)).filter(isAboutPeople),
      );
    known.set(key, conditions);
    const actor = actors.get(identity) ?? new Actor(identity);
    actors.set(identity, actor);
    return conditions.every((condition) => !refusalOf(condition, { actor, organization: null, isMutation: false, lag: 0 }));
  };
}
