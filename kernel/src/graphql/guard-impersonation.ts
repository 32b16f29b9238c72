import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { Actor } from '../auth/index.js';
import { type DomainError, defineErrors } from '../errors/index.js';
import { InvalidSchemaError } from './invalid-schema-error.js';
import type { OpenPlaces } from './lint-schema.js';

/** Why whoever acts as somebody else is stopped. They stand at the top of an answer, with the path of the field. */
export const ImpersonationErrors = defineErrors('impersonation', {
  IMPERSONATION_READ_ONLY: ['forbidden', () => 'You act as somebody else, and may only look'],
  IMPERSONATION_PERSONAL: ['forbidden', () => 'You act as somebody else: only they may do this'],
});

/**
 * What becomes of a subgraph's mutations while staff act as somebody else: places such as `Mutation.logout`, each with the reason.
 * Whoever may only look is refused all that are not `open`, and nobody but the person makes those that are `personal`.
 */
export interface ImpersonationRules {
  open?: OpenPlaces;
  personal?: OpenPlaces;
}

interface ActingContext {
  actor: Actor;
}

/** Made once, since a stack costs more than the judgement. */
const refuse = {
  readOnly: ImpersonationErrors.IMPERSONATION_READ_ONLY(),
  personal: ImpersonationErrors.IMPERSONATION_PERSONAL(),
};

/**
 * Puts the rules in front of every mutation, and of what stands in front of it: nothing is judged or read first, and no resolver has to
 * think of it.
 *
 * @throws InvalidSchemaError where a rule is about no mutation, or two are about one.
 */
export function guardImpersonation(schema: GraphQLSchema, { open = {}, personal = {} }: ImpersonationRules = {}): void {
  const fields: Record<string, GraphQLField<unknown, ActingContext>> = schema.getMutationType()?.getFields() ?? {};
  const places = new Set(Object.keys(fields).map(placeOf));
  for (const place of [...Object.keys(open), ...Object.keys(personal)])
    if (!places.has(place)) throw new InvalidSchemaError(`${place} has a rule for impersonation and is no mutation`);
  for (const place of Object.keys(open))
    if (place in personal) throw new InvalidSchemaError(`${place} cannot be both open to impersonation and the person’s alone`);
  for (const [name, field] of Object.entries(fields))
    guard(field, { isOpen: placeOf(name) in open, isPersonal: placeOf(name) in personal });
}

const placeOf = (field: string): string => `Mutation.${field}`;

function guard(field: GraphQLField<unknown, ActingContext>, rule: { isOpen: boolean; isPersonal: boolean }): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, ctx, info) => {
    const refused = refusalOf(ctx.actor, rule);
    if (refused) throw refused;
    return resolve(source, args, ctx, info);
  };
}

function refusalOf(
  { impersonatorId, isReadOnly }: Actor,
  { isOpen, isPersonal }: { isOpen: boolean; isPersonal: boolean },
): DomainError | null {
  if (isPersonal && (impersonatorId !== null || isReadOnly)) return refuse.personal;
  return isReadOnly && !isOpen ? refuse.readOnly : null;
}
