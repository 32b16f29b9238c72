import { type ASTVisitor, type ExecutionResult, Kind, parse, print, visit } from 'graphql';
import type { Representation } from '../data/store.js';
import type { SubgraphAnswer, SubgraphRequest } from '../data/subgraph.js';
import type { DrawnOperation } from '../operations/operation.js';

/** A bug around the gateway's execution, of a kind that one inside it could be of. What is undefined is as it was. */
export interface Mutant {
  name: string;
  /** What the gateway takes for the client's operation. */
  operation?(operation: DrawnOperation): DrawnOperation | undefined;
  /** What it sends to a subgraph. */
  request?(request: SubgraphRequest): SubgraphRequest | undefined;
  /** What it takes for a subgraph's answer. */
  answer?(answer: SubgraphAnswer, request: SubgraphRequest): SubgraphAnswer | undefined;
  /** What it answers. */
  result?(result: ExecutionResult, operation: DrawnOperation): ExecutionResult | undefined;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the first two entities of an answer are swapped',
    answer: (answer) => withEntities(answer, ([first, second, ...others]) => (second === undefined ? [first] : [second, first, ...others])),
  },
  {
    name: 'representations are taken for the same where their type is',
    request: (request) =>
      withRepresentations(request, (all) => all.map((one) => all.find(({ __typename }) => __typename === one.__typename) ?? one)),
  },
  {
    name: 'of a key of several fields, only the first is sent',
    request: (request) =>
      withRepresentations(request, (all) =>
        all.map(({ __typename, ...rest }) => ({ __typename, ...Object.fromEntries(Object.entries(rest).slice(0, 1)) })),
      ),
  },
  {
    name: 'lists of a subgraph are turned round',
    answer: (answer) =>
      answer.data && !('_entities' in answer.data) ? { ...answer, data: deep(answer.data, reversed) as never } : undefined,
  },
  {
    name: 'only the first entity of an answer is merged',
    answer: (answer) => withEntities(answer, ([first, ...others]) => [first, ...others.map(() => ({}))]),
  },
  { name: 'errors of entities are dropped', answer: (answer) => (answer.data?._entities ? { data: answer.data } : undefined) },
  {
    name: 'errors of entities stand at the entity, not at the field',
    answer: (answer) =>
      answer.data?._entities
        ? { ...answer, errors: answer.errors?.map((error) => ({ ...error, path: error.path?.slice(0, 2) ?? [] })) }
        : undefined,
  },
  {
    name: 'an alias is lost',
    operation: (operation) => edited(operation, { Field: ({ alias, ...node }) => (alias ? { ...node } : undefined) }),
  },
  {
    name: '@skip is not heard',
    operation: (operation) => edited(operation, { Directive: ({ name }) => (name.value === 'skip' ? null : undefined) }),
  },
  {
    name: 'what a variable is left out for is taken for null',
    request: (request) => ({ ...request, variables: { ...nullsFor(request.query), ...request.variables } }),
  },
  { name: 'mutations run the other way round', operation: (operation) => turnedRound(operation) },
  { name: 'a null stops a level early', result: ({ data, errors }) => ({ data: (data && stoppedEarly(data, errors)) as never, errors }) },
  { name: 'keys stand in the order of the alphabet', result: ({ data, ...rest }) => ({ ...rest, data: deep(data, sorted) as never }) },
];

const withEntities = (answer: SubgraphAnswer, edit: (entities: unknown[]) => unknown[]): SubgraphAnswer | undefined =>
  Array.isArray(answer.data?._entities) ? { ...answer, data: { _entities: edit(answer.data._entities) } } : undefined;

const withRepresentations = (request: SubgraphRequest, edit: (all: Representation[]) => Representation[]): SubgraphRequest | undefined => {
  const { representations } = request.variables;
  if (!Array.isArray(representations)) return undefined;
  return { ...request, variables: { ...request.variables, representations: edit(representations as Representation[]) } };
};

const edited = (operation: DrawnOperation, visitor: ASTVisitor): DrawnOperation => ({
  ...operation,
  text: print(visit(parse(operation.text), visitor)),
});

const nullsFor = (query: string): Record<string, null> =>
  Object.fromEntries(
    parse(query)
      .definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? (node.variableDefinitions ?? []) : []))
      .filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
      .map(({ variable }) => [variable.name.value, null]),
  );

const turnedRound = (operation: DrawnOperation): DrawnOperation =>
  edited(operation, {
    OperationDefinition: (node) =>
      node.operation === 'mutation'
        ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [...node.selectionSet.selections].reverse() } }
        : undefined,
  });

/** Applies the edit to every list and object, from below. */
function deep(value: unknown, edit: (value: object) => unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return edit(value.map((item) => deep(item, edit)));
  return edit(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deep(item, edit)])));
}

const reversed = (value: object): unknown => (Array.isArray(value) ? [...value].reverse() : value);
const sorted = (value: object): unknown =>
  Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Where a null has moved up, puts back the level that it came from. */
function stoppedEarly(data: Record<string, unknown>, errors: ExecutionResult['errors']): unknown {
  const copy = structuredClone(data);
  for (const { path = [] } of errors ?? []) {
    let value: unknown = copy;
    for (const [index, part] of path.slice(0, -1).entries()) {
      const holder = value as Record<string | number, unknown>;
      value = holder[part];
      if (value !== null) continue;
      const next = path[index + 1] as string | number;
      holder[part] = typeof next === 'number' ? [null] : { [next]: null };
      break;
    }
  }
  return copy;
}
