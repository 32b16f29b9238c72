import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, parse, print, type VariableDefinitionNode } from 'graphql';

/** What has to be known of a fetch to join it with others. */
export interface Joinable {
  fetch: FetchNode;
  /** Null where nothing is changed on the way in, or out. */
  rewriteInput: unknown;
  rewriteOutput: unknown;
}

/** One operation that asks one subgraph for the entities of several fetches. */
export interface JoinedFetch {
  operation: string;
  operationName: string | undefined;
  /** The client's variables in it. */
  variableUsages: readonly string[];
  parts: readonly JoinedPart[];
}

/** One selection of entities. Fetches that select the same are one part: what they have in common is asked for once. */
export interface JoinedPart {
  alias: string;
  /** The variable of its representations. */
  variable: string;
  /** Which of the fetches it is for, by their places in the list. */
  members: readonly number[];
}

interface Member {
  entities: FieldNode;
  variables: readonly VariableDefinitionNode[];
  /** The same for members that may be one part. */
  selection: string;
}

export interface JoinOptions {
  /** An entity may be one object in the places of several fetches. */
  mayShare: boolean;
}

/** Null where they cannot be joined: one is no plain selection of entities, or they mean different things by one name. */
export function joinFetches(fetches: readonly Joinable[], { mayShare }: JoinOptions): JoinedFetch | null {
  const members = fetches.map((fetch, place) => readMember(fetch, mayShare && !isRewritten(fetch) ? null : place));
  if (!members.every((member) => member !== null)) return null;
  const variables = joinVariables(members);
  const parts = partsOf(members);
  if (!variables || parts.some(({ variable }) => variables.has(variable))) return null;
  const fields = parts.map(({ alias, variable, members: [first = 0] }) => {
    const { selectionSet, name } = (members[first] as Member).entities;
    return `${alias}:${name.value}(representations:$${variable})${selectionSet ? compact(print(selectionSet)) : ''}`;
  });
  const definitions = [...parts.map(({ variable }) => `$${variable}:[_Any!]!`), ...variables.values()];
  const operationName = fetches[0]?.fetch.operationName;
  return {
    operation: `query${operationName ? ` ${operationName}` : ''}(${definitions.join(',')}){${fields.join(' ')}}`,
    operationName,
    variableUsages: [...variables.keys()],
    parts,
  };
}

const REPRESENTATIONS = 'representations';

/** What is rewritten belongs to one fetch alone. */
const isRewritten = ({ rewriteInput, rewriteOutput }: Joinable): boolean => rewriteInput !== null || rewriteOutput !== null;

/** @param apart sets it apart from all others. */
function readMember({ fetch }: Joinable, apart: number | null): Member | null {
  const { definitions }: DocumentNode = parse(fetch.operation, { noLocation: true });
  const [operation, ...others] = definitions as OperationDefinitionNode[];
  const [entities, ...fields] = operation?.selectionSet.selections ?? [];
  if (others.length > 0 || fields.length > 0 || operation?.directives?.length || entities?.kind !== Kind.FIELD) return null;
  if (!fetch.requires || entities.alias || entities.directives?.length) return null;
  return {
    entities,
    variables: (operation?.variableDefinitions ?? []).filter(({ variable }) => variable.name.value !== REPRESENTATIONS),
    selection: JSON.stringify([apart, fetch.requires, print(entities)]),
  };
}

function joinVariables(members: readonly Member[]): Map<string, string> | null {
  const joined = new Map<string, string>();
  for (const definition of members.flatMap(({ variables }) => variables)) {
    const name = definition.variable.name.value;
    const text = print(definition);
    if ((joined.get(name) ?? text) !== text) return null;
    joined.set(name, text);
  }
  return joined;
}

function partsOf(members: readonly Member[]): JoinedPart[] {
  const bySelection = Map.groupBy(members.keys(), (place) => (members[place] as Member).selection);
  return [...bySelection.values()].map((places, index) => ({
    alias: `_${index}`,
    variable: `${REPRESENTATIONS}_${index}`,
    members: places,
  }));
}

/** Without what only people need. No string of a selection spans lines but in block quotes, whose text this would change. */
const compact = (text: string): string => (text.includes('"""') ? text : text.replaceAll(/\n\s*/g, ' '));
