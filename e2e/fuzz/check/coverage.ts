import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../generate/operation.js';
import { type Answered, type Json, valueAt } from './answer.js';

/** What became of a root field: data, nothing, or the code of its refusal. */
export type Outcome = string;

/** What a run has seen: which fields answered with data, and what became of every root field. */
export class Coverage {
  /** Answers with a value, by field: `User.email`. */
  readonly fields = new Map<string, number>();
  /** By root field. */
  readonly outcomes = new Map<string, Map<Outcome, number>>();
  /** The same for operations that named something of B's. */
  readonly foreign = new Map<string, Map<Outcome, number>>();
  /** Arguments in which a value of B's was sent. */
  readonly places = new Map<string, number>();
  /** References to entities by subgraph and type, `user: Role`: sent, and answered with the entity. */
  readonly entitiesAsked = new Map<string, number>();
  readonly entitiesFound = new Map<string, number>();
  operations = 0;
  /** Passed parsing and validation. */
  valid = 0;
  /** A resolver answered with a value at least once. */
  withData = 0;
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  add(operation: Operation, answer: Answered, roots: ReadonlyMap<string, string>): void {
    this.operations += 1;
    for (const place of operation.places) count(this.places, place);
    const { data, errors = [] } = answer.body ?? {};
    if (!errors.some(({ extensions }: Json) => /^GRAPHQL_|^BAD_USER_INPUT$/.test(extensions?.code) && !data)) this.valid += 1;
    if ((data && hasValue(data)) || answer.body?.extensions?.stream) this.withData += 1;
    for (const [key, field] of roots) {
      const isOfClients = operation.door === 'gateway' || field.startsWith('Subscription.');
      const name = isOfClients ? field : `${operation.door}: ${field}`;
      const outcome = operation.event ? `event: ${outcomeOf(answer.body, key)}` : outcomeOf(answer.body, key);
      countWithin(this.outcomes, name, outcome);
      if (operation.swaps.size > 0) countWithin(this.foreign, name, outcome);
    }
    this.#countEntities(operation, data);
    // What an event looks like is said by its subgraph alone: the rest is fetched as the entities of other operations are.
    if ((operation.door === 'gateway' || operation.event) && data) this.#walk(operation.document, data);
  }

  #countEntities({ door, variables }: Operation, data: Json): void {
    const asked = Object.values(variables).flatMap((value) => (Array.isArray(value) ? value : []));
    for (const { __typename: name } of asked.filter((each) => each?.__typename)) count(this.entitiesAsked, `${door}: ${name}`);
    for (const found of data?._entities ?? []) if (found?.__typename) count(this.entitiesFound, `${door}: ${found.__typename}`);
  }

  #walk(text: string, data: Json): void {
    const document = parse(text);
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    const root = operation && this.#schema.getRootType(operation.operation);
    if (operation && root) this.#walkSet(operation.selectionSet, root, { value: data, fragments: fragmentsOf(document) });
  }

  #walkSet({ selections }: SelectionSetNode, type: GraphQLNamedType, { value, fragments }: Here): void {
    // Behind an interface or a union is the type that the answer names.
    const actual = this.#schema.getType(value.__typename ?? type.name) ?? type;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = 'getFields' in actual ? actual.getFields()[node.name.value] : undefined;
        const found = value[node.alias?.value ?? node.name.value];
        if (!field || found === null || found === undefined) continue;
        count(this.fields, `${actual.name}.${node.name.value}`);
        const named = getNamedType(field.type as GraphQLOutputType);
        if (!node.selectionSet || !isCompositeType(named)) continue;
        for (const each of [found].flat(3)) if (each) this.#walkSet(node.selectionSet, named, { value: each, fragments });
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && (!condition || condition === actual.name || condition === type.name))
        this.#walkSet(fragment.selectionSet, actual, { value, fragments });
    }
  }
}

interface Here {
  value: Json;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const fragmentsOf = ({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));

const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

function countWithin(map: Map<string, Map<string, number>>, key: string, inner: string): void {
  const counts = map.get(key) ?? new Map<string, number>();
  count(counts, inner);
  map.set(key, counts);
}

function outcomeOf(body: Json, key: string): Outcome {
  const { data, errors = [] } = body ?? {};
  const value = valueAt(data, `/${key}`);
  const refused = errors.find(({ path }: Json) => path === undefined || path?.[0] === key);
  const refusals = value?.userErrors?.map(({ code }: Json) => code) ?? [];
  if (refusals.length > 0) return `refused: ${refusals[0]}`;
  if (value !== null && value !== undefined && hasValue(value)) return refused ? 'data, in part' : 'data';
  if (body?.extensions?.stream) return 'opened';
  if (refused) return `error: ${refused.extensions?.code}`;
  return value?.userErrors ? 'done' : 'nothing';
}

/** Whether there is anything in an answer that a resolver said. */
function hasValue(value: Json): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value !== 'object') return true;
  return Object.entries(value).some(([key, each]) => key !== '__typename' && hasValue(each));
}
