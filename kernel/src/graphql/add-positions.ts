import {
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLFieldResolver,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { encodeCursor, type RealtimeBroker, type SubscriptionDefinition } from '../realtime/index.js';

const SUFFIX = 'Position';

/** Name of the query field that tells where a subscription field is now. */
export const positionField = (subscription: string): string => `${subscription}${SUFFIX}`;

/**
 * Gives every subscription field a query field with the same arguments and directives that tells where its events are now. Whoever
 * asks for it first, then for the data, and then subscribes from there, misses nothing in between.
 */
export function addPositions(document: DocumentNode): DocumentNode {
  const fields = document.definitions.find((node) => isType(node, 'Subscription'))?.fields ?? [];
  if (fields.length === 0) return document;
  return {
    ...document,
    definitions: document.definitions.map((node) =>
      isType(node, 'Query') ? { ...node, fields: [...(node.fields ?? []), ...fields.map(toPosition)] } : node,
    ),
  };
}

const isType = (node: { kind: string }, name: string): node is ObjectTypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION && (node as ObjectTypeDefinitionNode).name.value === name;

function toPosition(field: FieldDefinitionNode): FieldDefinitionNode {
  const name = field.name.value;
  const text: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'String' } };
  // Switched off, a module must not take the whole answer with it.
  const hasModule = (field.directives ?? []).some((directive) => directive.name.value === 'requiresModule');
  return {
    ...field,
    name: { kind: Kind.NAME, value: positionField(name) },
    description: { kind: Kind.STRING, value: describe(name), block: true },
    type: hasModule ? text : { kind: Kind.NON_NULL_TYPE, type: text },
  };
}

const describe = (name: string): string =>
  `Where the events of \`${name}\` are now. To miss nothing: ask for this first, then for the data, then subscribe with this as
\`extensions.resume.cursor\`. Opaque; good for about ten minutes.`;

/** The resolvers of those fields. */
export function positionResolvers(
  subscriptions: readonly SubscriptionDefinition[],
): Record<string, GraphQLFieldResolver<unknown, PositionContext>> {
  const resolverOf = (definition: SubscriptionDefinition) => async (_source: unknown, args: unknown, ctx: PositionContext) => {
    await definition.check?.(ctx, args);
    const channels = definition.channels(ctx, args);
    const positions = await ctx.broker.positions(channels);
    return encodeCursor(Object.fromEntries(positions.map((position, index) => [channels[index], position])));
  };
  return Object.fromEntries(subscriptions.map((definition) => [positionField(definition.field), resolverOf(definition)]));
}

interface PositionContext {
  broker: RealtimeBroker;
}
