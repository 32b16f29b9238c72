import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { responseKeyOf, variablesIn } from '../../document-nodes.js';
import type { SupergraphFacts } from '../prepare/supergraph-facts.js';
import { namesHanded, namesIn, withoutNames } from './field-sets.js';
import { isObject, type JsonObject, own } from './json.js';
import type { TypeNames } from './type-names.js';

/** What a fetch asks of an object, when it is not all that it asks of some. */
export interface Trim {
  /** Names what is left out for the object; null for most, of which everything is asked. */
  leftOut(object: JsonObject): LeftOut | null;
  /** The fetch without it; null where nothing is left to ask. */
  without(leftOut: LeftOut): FetchNode | null;
}

export interface LeftOut {
  fields: ReadonlySet<Field>;
  /** Something that a field needs is not there. */
  isForLack: boolean;
}

/** A field at the top of a fetch that must not be asked of every object. */
interface Field {
  node: FieldNode;
  types: ReadonlySet<string>;
  /** What its subgraph has to be handed for it. */
  inputs: SelectionSetNode | undefined;
  /** Whether the client asks it of objects of the type. */
  isAskedOf(typename: string): boolean;
}

export interface TrimSource {
  typeNames: TypeNames;
  facts: SupergraphFacts;
  /** Whether a field, by the name that it is fetched under, is asked of objects of the type in the place of the fetch. */
  isAsked(name: string, typename: string): boolean;
}

/**
 * The planner puts fields into one fetch though some of them cannot be asked of all its objects: what one of them requires was not
 * fetched for an object since nobody asked for it there; or an object stands for an interface, and the field is of some of its types only.
 * Null where all can be asked of all.
 */
export function compileTrim(fetch: FetchNode, source: TrimSource): Trim | null {
  if (!fetch.requires) return null;
  const document = parse(fetch.operation, { noLocation: true });
  const fields = fragmentsOf(document).flatMap((fragment) => delicateFields(fragment, fetch, source));
  if (fields.length === 0) return null;
  const types = [...new Set(fields.flatMap((field) => [...field.types]))];
  const keys = new Set(types.flatMap((type) => source.facts.keysOf(fetch.serviceName, type)).flatMap(namesIn));
  const whole: LeftOut[] = [];
  return {
    leftOut(object) {
      const typename = object.__typename as string;
      const cannot = (field: Field) => field.types.has(typename) && !canBeAsked(field, object);
      if (!fields.some(cannot)) return null;
      const out = fields.filter(cannot);
      const all = new Set([...out, ...fields.filter(({ types }) => !types.has(typename))]);
      const known = whole.find((one) => one.fields.size === all.size && [...all].every((field) => one.fields.has(field)));
      if (known) return known;
      const leftOut = { fields: all, isForLack: out.some(({ inputs }) => !isThere(object, inputs)) };
      whole.push(leftOut);
      return leftOut;
    },
    without: ({ fields: out }) => fetchWithout({ fetch, document, out, kept: fields.filter((field) => !out.has(field)), keys }),
  };
}

const canBeAsked = (field: Field, object: JsonObject): boolean =>
  isThere(object, field.inputs) && field.isAskedOf(object.__typename as string);

/** Whether all of it was fetched, were it null. */
function isThere(value: unknown, selections: SelectionSetNode | undefined): boolean {
  if (!selections || value === null) return true;
  if (Array.isArray(value)) return value.every((entry) => isThere(entry, selections));
  if (!isObject(value)) return false;
  return selections.selections.every((node) => {
    if (node.kind !== Kind.FIELD) return true;
    const part = own(value, node.name.value);
    return part !== undefined && isThere(part, node.selectionSet);
  });
}

const operationOf = ({ definitions }: DocumentNode): OperationDefinitionNode => definitions[0] as OperationDefinitionNode;

const entitiesOf = (document: DocumentNode): FieldNode => operationOf(document).selectionSet.selections[0] as FieldNode;

const fragmentsOf = (document: DocumentNode): InlineFragmentNode[] =>
  (entitiesOf(document).selectionSet?.selections ?? []).filter((node) => node.kind === Kind.INLINE_FRAGMENT);

/** Fields at the top, whatever conditions stand around them. */
const fieldsOf = ({ selections }: SelectionSetNode): FieldNode[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    return node.kind === Kind.INLINE_FRAGMENT && !node.typeCondition ? fieldsOf(node.selectionSet) : [];
  });

function delicateFields(fragment: InlineFragmentNode, fetch: FetchNode, { typeNames, facts, isAsked }: TrimSource): Field[] {
  const type = fragment.typeCondition?.name.value;
  if (!type) return [];
  const types = typeNames(type);
  const handed = new Set((fetch.requires ?? []).flatMap(namesHanded));
  return fieldsOf(fragment.selectionSet).flatMap((node): Field[] => {
    const name = responseKeyOf(node);
    const required = facts.inputsOf(fetch.serviceName, type, node.name.value);
    const inputs = namesIn(required).every((input) => handed.has(input)) ? required : undefined;
    const isPartial = facts.standIns.has(type) && [...types].some((member) => !isAsked(name, member));
    return inputs || isPartial ? [{ node, types, inputs, isAskedOf: (typename) => !isPartial || isAsked(name, typename) }] : [];
  });
}

interface Trimming {
  fetch: FetchNode;
  document: DocumentNode;
  out: ReadonlySet<Field>;
  kept: readonly Field[];
  /** Names of fields that an entity is found by: they are needed whatever is left out. */
  keys: ReadonlySet<string>;
}

function fetchWithout({ fetch, document, out, kept, keys }: Trimming): FetchNode | null {
  const gone = new Set<SelectionNode>([...out].map(({ node }) => node));
  const entities = entitiesOf(document);
  const left = fragmentsOf(document).flatMap((fragment): InlineFragmentNode[] => {
    const selections = remaining(fragment.selectionSet, gone);
    return selections.some((node) => !isTypename(node)) ? [{ ...fragment, selectionSet: { ...fragment.selectionSet, selections } }] : [];
  });
  if (left.length === 0) return null;
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: left };
  const operation = operationOf(document);
  const shorter = { ...operation, selectionSet: { kind: Kind.SELECTION_SET as const, selections: [{ ...entities, selectionSet }] } };
  const used = variablesIn(shorter.selectionSet);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
  const needed = new Set([...keys, ...kept.flatMap(({ inputs }) => namesIn(inputs))]);
  const spared = new Set([...out].flatMap(({ inputs }) => namesIn(inputs)).filter((name) => !needed.has(name)));
  const text = print({ kind: Kind.DOCUMENT, definitions: [{ ...shorter, variableDefinitions }, ...document.definitions.slice(1)] });
  return {
    ...fetch,
    operation: stripIgnoredCharacters(text),
    variableUsages: fetch.variableUsages?.filter((name) => used.has(name)) ?? [],
    requires: fetch.requires?.map((selection) => withoutNames(selection, spared)).filter(isName) ?? [],
  };
}

const remaining = ({ selections }: SelectionSetNode, gone: ReadonlySet<SelectionNode>): SelectionNode[] =>
  selections.flatMap((node): SelectionNode[] => {
    if (gone.has(node)) return [];
    if (node.kind !== Kind.INLINE_FRAGMENT || node.typeCondition) return [node];
    const left = remaining(node.selectionSet, gone);
    return left.length > 0 ? [{ ...node, selectionSet: { ...node.selectionSet, selections: left } }] : [];
  });

const isTypename = (node: SelectionNode): boolean => node.kind === Kind.FIELD && node.name.value === '__typename';

/** A type alone names no object. */
const isName = (selection: QueryPlanSelectionNode): boolean =>
  selection.kind === 'Field' || selection.selections.some((part) => part.kind !== 'Field' || part.name !== '__typename');
