import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { CommonErrors } from '../errors/index.js';

interface Requirement {
  authenticated: boolean;
  /** Outer list: or. Inner list: and. */
  scopes: readonly (readonly string[])[][];
}

/**
 * Puts `@authenticated` and `@requiresScopes` in front of every field that carries them, or whose type does. The
 * gateway checks the same directives before it plans; this lock holds when somebody comes in another way.
 */
export function enforceAuthorization(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const ofType = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
    for (const field of Object.values(type.getFields())) guard(field, requirementOf([...ofType, ...(field.astNode?.directives ?? [])]));
  }
}

function requirementOf(directives: readonly ConstDirectiveNode[]): Requirement {
  return {
    authenticated: directives.some(({ name }) => name.value === 'authenticated'),
    scopes: directives.filter(({ name }) => name.value === 'requiresScopes').map(scopesOf),
  };
}

function scopesOf(directive: ConstDirectiveNode): string[][] {
  const value = directive.arguments?.find(({ name }) => name.value === 'scopes')?.value;
  return value?.kind === Kind.LIST ? (valueFromASTUntyped(value) as string[][]) : [];
}

function guard(field: GraphQLField<unknown, unknown>, { authenticated, scopes }: Requirement): void {
  if (!authenticated && scopes.length === 0) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, ctx, info) => {
    const { actor } = ctx as { actor: { isAuthenticated: boolean; can(scope: string): boolean } };
    if (!actor.isAuthenticated) throw CommonErrors.UNAUTHENTICATED();
    const holds = scopes.every((anyOf) => anyOf.some((allOf) => allOf.every((scope) => actor.can(scope))));
    if (!holds) throw CommonErrors.FORBIDDEN();
    return resolve(source, args, ctx, info);
  };
}
