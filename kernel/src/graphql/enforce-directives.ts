import {
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import type { Actor } from '../auth/index.js';
import {
  type Asking,
  type Condition,
  conditionsOf,
  DIRECTIVES,
  type Requirements,
  refusalOf,
  requirementsOf,
  unknownPolicies,
  valuesAt,
} from '../authorization/index.js';
import type { DomainError } from '../errors/index.js';
import { guardedBy } from './field-guard.js';
import { InvalidSchemaError } from './invalid-schema-error.js';
import { OPENING } from './serve-subscriptions.js';

/** What the enforcement reads of a request's context. */
export interface GuardedContext {
  actor: Actor;
  /** What is known of the request's organization; read once, before the execution begins. */
  asking: Omit<Asking, 'isMutation'>;
  /** Told of each organization, by id or slug, that platform staff name to read its data; before it is read. Changes have events of their own. */
  onStaffAccess: (organization: string, info: Pick<GraphQLResolveInfo, 'fieldName'>) => Promise<void>;
}

/**
 * Puts the directives of the schema in front of the resolvers: of root fields, of nested fields, and so of whatever `_entities`
 * leads to. The gateway judges the same directives before it plans; this lock holds when somebody comes in another way.
 *
 * @throws InvalidSchemaError where a policy is named that does not exist: nobody could ever hold it.
 */
export function enforceDirectives(schema: GraphQLSchema, sdl: DocumentNode): void {
  const requirements = requirementsOf(sdl);
  const unknown = unknownPolicies(requirements.policies);
  if (unknown.length > 0) throw new InvalidSchemaError(`There is no policy ${unknown.map((name) => `"${name}"`).join(', ')}`);
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name, schema.getSubscriptionType()?.name]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const conditions = conditionsFor(requirements, type.name, { field: field.name, isRoot: roots.has(type.name) });
      if (conditions.length > 0) guard(field, conditions, { isRoot: roots.has(type.name), isMutation: type === schema.getMutationType() });
    }
  }
}

function conditionsFor(requirements: Requirements, type: string, { field, isRoot }: { field: string; isRoot: boolean }): Condition[] {
  const own = requirements.ofField(type, field);
  // Where a field says itself that it is one organization's, its type need not say it again.
  const ofType = conditionsOf(requirements.ofType(type)).filter(({ directive }) => directive !== 'tenantScoped' || !own?.tenant);
  const inOrder = [...ofType, ...conditionsOf(own, isRoot)];
  return inOrder.toSorted((one, other) => DIRECTIVES.indexOf(one.directive) - DIRECTIVES.indexOf(other.directive));
}

/** An event is read in the name of whoever opened the subscription, and that was told then. */
const isEvent = (source: unknown, { operation }: GraphQLResolveInfo): boolean =>
  operation.operation === OperationTypeNode.SUBSCRIPTION && source !== OPENING;

function guard(
  field: GraphQLField<unknown, GuardedContext>,
  conditions: readonly Condition[],
  { isRoot, isMutation }: { isRoot: boolean; isMutation: boolean },
): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const names = conditions.find((condition) => condition.directive === 'tenantScoped')?.names ?? [];
  const namedIn = (args: unknown) => (names.length > 0 ? valuesAt(args, names) : []);
  const refusal = (args: unknown, ctx: GuardedContext): DomainError | null => {
    const [asking, named] = [{ ...ctx.asking, isMutation }, namedIn(args)];
    for (const condition of conditions) {
      const refused = refusalOf(condition, asking, named);
      if (refused) return refused;
    }
    return null;
  };
  const guarded: typeof resolve = (source, args, ctx, info) => {
    const refused = refusal(args, ctx);
    if (refused) throw refused;
    const [named] = namedIn(args);
    if (isMutation || !isRoot || named === undefined || !ctx.actor.isPlatform || isEvent(source, info))
      return resolve(source, args, ctx, info);
    return ctx.onStaffAccess(String(named), info).then(() => resolve(source, args, ctx, info));
  };
  field.resolve = isRoot ? guarded : guardedBy({ refusal, resolve: field.resolve }, guarded);
}
