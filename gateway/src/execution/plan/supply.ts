import type { FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import { responseKeyOf } from '../../document-nodes.js';
import { generate, inTime, isNameable } from '../generated.js';
import { type JsonObject, own, setOwn } from './json.js';
import type { PathStep } from './response-path.js';
import type { Step } from './steps.js';

/**
 * What a fetch need not ask for, since its subgraph tells the same of the same entities elsewhere in the plan: a list at the root has the
 * names of products, and the planner asks for them once more below each review.
 */
export interface Supply {
  /** Those that are over first, first. */
  suppliers: readonly Supplier[];
  /** Copies what the fetch brings from an equal entity. @returns false where that one has not got all of it. */
  copy(from: JsonObject, into: JsonObject): boolean;
}

export interface Supplier {
  /** Of the step that brings them. */
  index: number;
  /** The same for suppliers of the same entities by the same names. */
  name: string;
  /** Where its objects stand. */
  path: readonly PathStep[];
  /** What they all are, where that can be told without them. */
  type: string | null;
}

/** Each is looked through for every fetch that it may supply. */
const MOST_SUPPLIERS = 4;

/** By the index of the step; for most there is none. Where something is changed on the way, what was told before counts for nothing. */
export function suppliesOf(steps: readonly Step[], schema: GraphQLSchema): ReadonlyMap<number, Supply> {
  if (steps.some(({ fetch }) => fetch.operationKind !== OperationTypeNode.QUERY)) return new Map();
  const plain = steps.filter(({ fetch }) => isPlain(fetch));
  const wishes = plain.flatMap((step) => wishOf(step) ?? []);
  if (wishes.length === 0 || plain.length < 2) return new Map();
  const places = plain.map((step) => ({ step, offers: offersOf(step, schema) }));
  return new Map(
    wishes.flatMap(({ step, type, fields }): [number, Supply][] => {
      const suppliers = places
        .filter((place) => place.step !== step && place.step.fetch.serviceName === step.fetch.serviceName)
        .flatMap((place) =>
          place.offers.filter((offer) => offer.has(type, fields)).map((offer) => supplierOf(place.step, offer, step.fetch.requires)),
        )
        .slice(0, MOST_SUPPLIERS);
      return suppliers.length > 0 ? [[step.index, { suppliers, copy: copyOf([...fields.keys()]) }]] : [];
    }),
  );
}

const supplierOf = ({ index }: Step, { path, type }: Offer, requires: FetchNode['requires']): Supplier => ({
  index,
  path,
  type: isObjectType(type) ? type.name : null,
  name: JSON.stringify(['supply', index, path.map(({ key }) => key), requires]),
});

function copyOf(keys: readonly string[]): Supply['copy'] {
  const plainly: Supply['copy'] = (from, into) => {
    if (keys.some((key) => own(from, key) === undefined)) return false;
    for (const key of keys) setOwn(into, key, own(from, key));
    return true;
  };
  if (!keys.every(isNameable)) return plainly;
  const lacks = keys.map((key) => `from.${key} === undefined`).join(' || ');
  const copies = keys.map((key) => `into.${key} = from.${key};`).join(' ');
  return inTime(plainly, () => generate({}, `return (from, into) => { if (${lacks}) return false; ${copies} return true; };`));
}

const isPlain = ({ inputRewrites, outputRewrites, contextRewrites }: FetchNode): boolean =>
  !inputRewrites?.length && !outputRewrites?.length && !contextRewrites?.length;

/** Fields by their response keys, each to the letter. */
type Fields = ReadonlyMap<string, string>;

interface Wish {
  step: Step;
  type: string;
  fields: Fields;
}

/** Leaves of one type, whatever the variables are. */
function wishOf(step: Step): Wish | null {
  if (!step.fetch.requires) return null;
  const [fragment, ...others] = entitiesOf(step.fetch)?.selections ?? [];
  if (others.length > 0 || fragment?.kind !== Kind.INLINE_FRAGMENT || !fragment.typeCondition || fragment.directives?.length) return null;
  const { selections } = fragment.selectionSet;
  if (!selections.every((node) => node.kind === Kind.FIELD && !node.selectionSet && !node.directives?.length)) return null;
  return { step, type: fragment.typeCondition.name.value, fields: fieldsOf(fragment.selectionSet) };
}

class Offer {
  constructor(
    readonly path: readonly PathStep[],
    readonly type: GraphQLNamedType | undefined,
    private readonly selectionSet: SelectionSetNode,
  ) {}

  /** Whether all objects of the type have the fields here. */
  has(type: string, wanted: Fields): boolean {
    const found = new Map(fieldsOf(this.selectionSet));
    for (const node of this.selectionSet.selections)
      if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value === type && !node.directives?.length)
        for (const [key, text] of fieldsOf(node.selectionSet)) found.set(key, text);
    return [...wanted].every(([key, text]) => found.get(key) === text);
  }
}

/** The places whose objects a step brings, as far as fields lead there without a condition. */
function offersOf({ fetch, path }: Step, schema: GraphQLSchema): Offer[] {
  const offers: Offer[] = [];
  const visit = (selectionSet: SelectionSetNode, at: readonly PathStep[], type: GraphQLNamedType | undefined) => {
    for (const node of selectionSet.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD || node.directives?.length) continue;
      if (node.kind === Kind.INLINE_FRAGMENT)
        visit(node.selectionSet, at, node.typeCondition ? schema.getType(node.typeCondition.name.value) : type);
      else if (node.selectionSet) {
        const below = [...at, { key: responseKeyOf(node), types: null }];
        const typeBelow = typeOfField(type, node.name.value);
        offers.push(new Offer(below, typeBelow, node.selectionSet));
        visit(node.selectionSet, below, typeBelow);
      }
    }
  };
  const entities = fetch.requires ? entitiesOf(fetch) : null;
  if (entities) offers.push(new Offer(path, undefined, entities));
  visit(entities ?? operationOf(fetch).selectionSet, entities ? path : [], entities ? undefined : (schema.getQueryType() ?? undefined));
  return offers;
}

function typeOfField(type: GraphQLNamedType | undefined, name: string): GraphQLNamedType | undefined {
  const field = type && 'getFields' in type ? type.getFields()[name] : undefined;
  return field && getNamedType(field.type);
}

const operations = new WeakMap<FetchNode, OperationDefinitionNode>();

function operationOf(fetch: FetchNode): OperationDefinitionNode {
  const known = operations.get(fetch);
  if (known) return known;
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;
  operations.set(fetch, operation);
  return operation;
}

const entitiesOf = (fetch: FetchNode): SelectionSetNode | undefined =>
  operationOf(fetch).selectionSet.selections.find((node): node is FieldNode => node.kind === Kind.FIELD)?.selectionSet;

const fieldsOf = ({ selections }: SelectionSetNode): Fields =>
  new Map(
    selections.flatMap((node) =>
      node.kind === Kind.FIELD && !node.selectionSet && !node.directives?.length ? [[responseKeyOf(node), print(node)]] : [],
    ),
  );
