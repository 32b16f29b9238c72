import type { Representation } from '../data/store.js';
import { externalIn, type FieldDraft, type GraphDraft, homesOf, hostsOf } from '../graph/draft.js';
import { isList, nameOf, type TypeRef } from '../graph/type-ref.js';
import type { DrawnOperation } from '../operations/operation.js';
import type { Seen } from './world.js';

/** What a run has met: a generator that leaves something out proves nothing about it. */
export interface Coverage {
  graphs: number;
  /** Why graphs did not compose. */
  refused: string[];
  operations: number;
  fetches: number;
  /** Operations of which the planner finds more ways than it may. */
  tooComplex: number;
  /** By feature, the graphs or operations that have it. */
  ofGraphs: Map<string, number>;
  ofOperations: Map<string, number>;
}

export const newCoverage = (): Coverage => ({
  graphs: 0,
  refused: [],
  operations: 0,
  fetches: 0,
  tooComplex: 0,
  ofGraphs: new Map(GRAPH_FEATURES.map(([name]) => [name, 0])),
  ofOperations: new Map(OPERATION_FEATURES.map(([name]) => [name, 0])),
});

const GRAPH_FEATURES: readonly [string, (draft: GraphDraft) => boolean][] = [
  ['three subgraphs or more', ({ subgraphs }) => subgraphs.length > 2],
  ['compound key', ({ objects }) => objects.some(({ keys }) => keys.some(({ fields }) => fields.length > 1))],
  ['nested key', ({ objects }) => objects.some(({ keys }) => keys.some(({ fields }) => fields.some(({ of }) => of.length > 0)))],
  ['several keys', ({ objects }) => objects.some(({ keys }) => keys.length > 1)],
  [
    'a reference that cannot be entered',
    ({ objects }) => objects.some((entity) => entity.keys.length > 0 && homesOf(entity).length > hostsOf(entity).length),
  ],
  ['@shareable field', (draft) => entityFields(draft).some((field) => !field.isKey && field.in.length > 1)],
  [
    'shared root field',
    ({ objects }) => objects.some(({ kind, fields }) => kind === 'root' && fields.some((field) => field.in.length > 1)),
  ],
  ['@requires', (draft) => allFields(draft).some(({ requires }) => requires.length > 0)],
  ['@requires with a nested selection', (draft) => allFields(draft).some(({ requires }) => requires.some(({ of }) => of.length > 0))],
  ['@provides', (draft) => allFields(draft).some(({ provides }) => provides !== undefined)],
  ['@override', (draft) => allFields(draft).some(({ overrides }) => overrides !== undefined)],
  ['@external', (draft) => draft.objects.some((owner) => owner.fields.some((field) => externalIn(draft, owner, field).length > 0))],
  ['@inaccessible', (draft) => allFields(draft).some(({ isHidden }) => isHidden)],
  ['interface', ({ abstracts }) => abstracts.some(({ kind, objectIn }) => kind === 'interface' && !objectIn)],
  ['union', ({ abstracts }) => abstracts.some(({ kind }) => kind === 'union')],
  [
    'members that only some subgraphs know',
    ({ abstracts }) => abstracts.some(({ members }) => new Set(Object.values(members).map(String)).size > 1),
  ],
  ['@interfaceObject', ({ abstracts }) => abstracts.some(({ objectIn }) => objectIn !== undefined)],
  [
    '@interfaceObject with @requires',
    ({ abstracts }) => abstracts.some(({ fields }) => fields.some(({ requires }) => requires.length > 0)),
  ],
  ['nullable in some subgraphs only', (draft) => allFields(draft).some(({ nullableIn }) => nullableIn.length > 0)],
  ['list of lists', (draft) => allFields(draft).some(({ type }) => isList(type) && isList(type.of))],
  ['list of lists of objects', (draft) => allFields(draft).some(({ type }) => isObjectTable(draft, type))],
  ['input object', (draft) => allFields(draft).some(({ args }) => args.some(({ type }) => nameOf(type).startsWith('Input')))],
  ['mutations', ({ objects }) => objects.some(({ name }) => name === 'Mutation')],
];

const allFields = (draft: GraphDraft): FieldDraft[] => [...draft.objects, ...draft.abstracts].flatMap(({ fields }) => fields);
const entityFields = ({ objects }: GraphDraft) => objects.filter(({ kind }) => kind === 'entity').flatMap(({ fields }) => fields);
const isObjectTable = ({ objects }: GraphDraft, type: TypeRef) =>
  isList(type) && isList(type.of) && objects.some(({ name }) => name === nameOf(type));

const inText =
  (pattern: RegExp) =>
  ({ text }: DrawnOperation) =>
    pattern.test(text);

const OPERATION_FEATURES: readonly [string, (operation: DrawnOperation, seen: Seen) => boolean][] = [
  ['alias', inText(/\w+: \w+[ ({]/)],
  ['__typename', inText(/__typename/)],
  ['inline fragment', inText(/\.\.\. (on|\{|@)/)],
  ['named fragment', inText(/^fragment /m)],
  ['fragment spread twice', inText(/(\.\.\.Part\d\b)[\s\S]*\1/)],
  ['@skip or @include by a literal', inText(/@(skip|include)\(if: (true|false)/)],
  ['@skip or @include by a variable', inText(/@(skip|include)\(if: \$/)],
  ['argument by a literal', inText(/\b(with|by): [^$]/)],
  ['argument by a variable', inText(/\b(with|by): \$/)],
  ['variable within an input', inText(/[[{][^}\]]*part\d: \$/)],
  [
    'variable left out',
    ({ text, variables }) =>
      [...text.matchAll(/^\w+ ?\w*\((.*?)\) \{/g)].some(([, head = '']) => head.split('$').length - 1 > Object.keys(variables).length),
  ],
  ['variable that is null', ({ variables }) => Object.values(variables).includes(null)],
  ['introspection', inText(/__schema|__type\(/)],
  ['operation by name', ({ operationName }) => operationName !== undefined],
  ['mutation', inText(/^mutation/)],
  ['two mutations', ({ text }, { expected }) => text.startsWith('mutation') && Object.keys(expected.data ?? {}).length > 1],
  ['data', (_, { expected }) => expected.data !== null && expected.data !== undefined],
  ['an answer of ten values or more', (_, { expected }) => (JSON.stringify(expected.data).match(/":/g) ?? []).length >= 10],
  ['several fetches', (_, { fetches }) => fetches.length > 1],
  ['five fetches or more', (_, { fetches }) => fetches.length > 4],
  ['entities fetched', (_, { fetches }) => fetches.some(({ variables }) => representations(variables).length > 0)],
  ['several entities in a fetch', (_, { fetches }) => fetches.some(({ variables }) => representations(variables).length > 1)],
  [
    'entities of several types in a fetch',
    (_, { fetches }) => fetches.some(({ variables }) => new Set(representations(variables).map(({ __typename }) => __typename)).size > 1),
  ],
  [
    'interface object entered',
    (_, { fetches }) => fetches.some(({ variables }) => representations(variables).some(({ __typename }) => __typename === 'N0')),
  ],
  ['what is required shows', (_, { expected }) => / of \{/.test(JSON.stringify(expected.data))],
  ['error', (_, { expected }) => (expected.errors?.length ?? 0) > 0],
  [
    'error of an entity',
    (_, { fetches }) => fetches.some(({ answer, variables }) => representations(variables).length > 0 && (answer.errors?.length ?? 0) > 0),
  ],
  ['null that moved up', (_, { expected }) => (expected.errors ?? []).some(({ path = [] }) => !reaches(expected.data, path))],
];

const representations = ({ representations: all }: Record<string, unknown>): Representation[] => (Array.isArray(all) ? all : []);

function reaches(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const part of path) {
    if (value === null || value === undefined) return false;
    value = (value as Record<string | number, unknown>)[part];
  }
  return true;
}

export function noteGraph(coverage: Coverage, draft: GraphDraft): void {
  coverage.graphs += 1;
  for (const [name, has] of GRAPH_FEATURES) if (has(draft)) count(coverage.ofGraphs, name);
}

export function noteOperation(coverage: Coverage, operation: DrawnOperation, seen: Seen): void {
  coverage.operations += 1;
  coverage.fetches += seen.fetches.length;
  for (const [name, has] of OPERATION_FEATURES) if (has(operation, seen)) count(coverage.ofOperations, name);
}

const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Features that the run has not met. */
export const missingFrom = ({ ofGraphs, ofOperations }: Coverage): string[] =>
  [...ofGraphs, ...ofOperations].filter(([, times]) => times === 0).map(([name]) => name);
