import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLError, type GraphQLFieldResolver, type GraphQLSchema, parse, validate } from 'graphql';
import { type FieldDraft, type GraphDraft, hostsOf, type Pick, picked } from '../graph/draft.js';
import { printSubgraph } from '../graph/print-subgraph.js';
import { isWhole, pickFrom, type Representation, type Store, type Thing } from './store.js';

/** How many mutations of an operation have run, in whichever subgraph. */
export interface Turn {
  count: number;
}

export interface SubgraphRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName?: string | undefined;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** Answers as a server would that knows this subgraph and no other. It refuses what is not valid in its own schema. */
export type Subgraph = (request: SubgraphRequest, turn: Turn) => Promise<SubgraphAnswer>;

export function createSubgraph(draft: GraphDraft, name: string, store: Store): Subgraph {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(printSubgraph(draft, name)), resolvers: referenceResolvers(draft, name, store) as never },
  ]);
  const fieldResolver = resolveFields(name, store);
  const read = documentReader(schema);

  return async ({ query, variables, operationName }, turn) => {
    const { document, errors } = read(query);
    const result =
      errors.length > 0
        ? { errors }
        : await execute({ schema, document, variableValues: variables, operationName, fieldResolver, contextValue: turn });
    return overTheWire(result);
  };
}

const overTheWire = (result: unknown): SubgraphAnswer => JSON.parse(JSON.stringify(result)) as SubgraphAnswer;

/** Parses and validates each text once. */
function documentReader(schema: GraphQLSchema) {
  const known = new Map<string, { document: ReturnType<typeof parse>; errors: readonly GraphQLError[] }>();
  return (query: string) => {
    let entry = known.get(query);
    if (!entry) {
      const document = parse(query);
      entry = { document, errors: validate(schema, document) };
      known.set(query, entry);
    }
    return entry;
  };
}

/** How the subgraph finds its entities: by its own keys, and by no other. */
function referenceResolvers(draft: GraphDraft, subgraph: string, store: Store): Record<string, unknown> {
  const resolver = (keys: readonly (readonly Pick[])[]) => ({
    __resolveReference: (representation: Representation) => {
      const thing = store.find(representation, keys);
      return thing && { ...thing, $representation: representation };
    },
  });
  const entities = draft.objects.filter((object) => object.kind === 'entity' && hostsOf(object).includes(subgraph));
  const standIns = draft.abstracts.filter(({ objectIn, members }) => objectIn && members[subgraph]);
  return Object.fromEntries([
    ...entities.map(({ name, keys }) => [
      name,
      resolver(keys.filter(({ enters }) => enters.includes(subgraph)).map(({ fields }) => fields)),
    ]),
    ...standIns.map(({ name }) => [name, resolver([[picked('id')]])]),
  ]);
}

function resolveFields(subgraph: string, store: Store): GraphQLFieldResolver<Thing | undefined, Turn> {
  return (source, args, turn, { parentType, fieldName }) => {
    const thing = source ?? rootOf(parentType.name);
    const field = store.fieldOf(parentType.name, fieldName);
    if (field.overrides === subgraph) throw new Error(`${parentType.name}.${fieldName} has moved away from here`);
    if (field.in.length > 0 && !field.in.includes(subgraph) && thing.$provided !== fieldName)
      throw new Error(`${parentType.name}.${fieldName} is not resolved here`);
    const value = store.valueAt(thing, field, { args, turn: nextTurn(parentType.name, turn), needed: neededFor(thing, field) });
    return field.provides ? provided(value, field.provides) : value;
  };
}

export const rootOf = (name: string): Thing => ({ __typename: name, $id: name });

export const nextTurn = (parent: string, turn: Turn): number => {
  if (parent === 'Mutation') turn.count += 1;
  return parent === 'Mutation' ? turn.count : 0;
};

/** What the subgraph was handed for the field, never what the data has: a wrong hand-over must show. */
function neededFor({ $representation }: Thing, { name, requires }: FieldDraft): Record<string, unknown> | undefined {
  if (requires.length === 0) return undefined;
  if (!$representation || !isWhole($representation, requires)) throw new Error(`${name} was not handed what it requires`);
  return pickFrom($representation, requires) as Record<string, unknown>;
}

function provided(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((item) => provided(item, field));
  return value === null ? null : { ...(value as Thing), $provided: field };
}
