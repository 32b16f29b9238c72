import { type DocumentNode, executeSync, type GraphQLSchema, Kind, OperationTypeNode, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CollectedField, Occurrence } from './collect-fields.js';
import type { Shape } from './shape.js';
import type { ShapeSource } from './shape-source.js';

type Answer = Record<string, unknown>;

/** Answers that no variable has a part in: a schema tells the same each time. Introspection is large, and few ask differently. */
const MOST_ANSWERS = 20;
const answers = new WeakMap<GraphQLSchema, LRUCache<string, Answer>>();

function answersOf(schema: GraphQLSchema): LRUCache<string, Answer> {
  const known = answers.get(schema) ?? new LRUCache<string, Answer>({ max: MOST_ANSWERS });
  answers.set(schema, known);
  return known;
}

/** Answers `__schema` or `__type` from the schema that clients see. */
export function introspectionShape({ key, occurrences }: CollectedField, source: ShapeSource): Shape {
  const { schema, conditions, definition } = source;
  const places = occurrences.map((occurrence) => ({ ...occurrence, number: conditions.numberOf(occurrence.when) }));
  const text = definition.variableDefinitions?.length ? null : print(documentOf(occurrences, source));
  const cache = answersOf(schema);
  return (_, { variables, holds }) => {
    const known = text === null ? undefined : cache.get(text);
    if (known) return known[key];
    const included = places.filter(({ number }) => holds(number));
    const { data, errors } = executeSync({ schema, document: documentOf(included, source), variableValues: variables });
    if (!data) throw new Error('Introspection failed', { cause: errors?.[0] });
    if (text !== null) cache.set(text, data);
    return data[key];
  };
}

/** A document that asks for nothing but these fields. */
const documentOf = (occurrences: readonly Occurrence[], { definition, fragments }: ShapeSource): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: definition.variableDefinitions,
      selectionSet: { kind: Kind.SELECTION_SET, selections: occurrences.map(({ node }) => node) },
    },
    ...fragments.values(),
  ],
});
