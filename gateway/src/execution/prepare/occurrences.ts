import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { GatewayErrors } from '../../gateway.errors.js';
import { type Condition, conditionsOf } from '../conditions.js';
import type { SupergraphFacts } from './supergraph-facts.js';
import { shapeOf } from './type-shape.js';

/** What a document is read with. */
export interface Reading {
  schema: GraphQLSchema;
  facts: SupergraphFacts;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A selection set of objects of a type, and what has to hold for it to count. */
export interface Place {
  set: SelectionSetNode;
  when: readonly Condition[];
}

/** One time that a field is asked for, whatever fragments stand around it. */
export interface Occurrence {
  node: FieldNode;
  when: readonly Condition[];
  targets: readonly Target[];
}

/** Objects that it is asked of. */
export interface Target {
  /** The type to name; null where it is asked of all that can stand there. */
  on: GraphQLCompositeType | null;
  /** Null for `__typename`. */
  field: GraphQLField<unknown, unknown> | null;
}

type Possible = ReadonlySet<GraphQLObjectType>;

/** Fragments may make a short document endless. */
const MOST_SELECTIONS = 200_000;

/** How many selections have been read for one document. */
export interface Budget {
  spent: number;
}

/**
 * Reads what is asked of objects of a type. Fragments within fragments become what they come to: a field is asked of everything that
 * can stand there, of one type, or, where no type says it, of each object type by itself. What nothing can fit is not there.
 */
export function occurrencesIn(type: GraphQLCompositeType, places: readonly Place[], reading: Reading & { budget: Budget }): Occurrence[] {
  const reader = new OccurrenceReader(type, reading);
  for (const { set, when } of places) reader.visit(set, { type, when, possible: reader.all });
  return reader.found;
}

interface Where {
  type: GraphQLCompositeType;
  when: readonly Condition[];
  possible: Possible;
}

class OccurrenceReader {
  readonly found: Occurrence[] = [];
  readonly all: Possible;
  readonly #spread = new Set<string>();

  constructor(
    private readonly parent: GraphQLCompositeType,
    private readonly reading: Reading & { budget: Budget },
  ) {
    this.all = possibleTypes(reading.schema, parent);
  }

  visit({ selections }: SelectionSetNode, where: Where): void {
    this.reading.budget.spent += selections.length;
    if (this.reading.budget.spent > MOST_SELECTIONS) throw GatewayErrors.OPERATION_TOO_LARGE(MOST_SELECTIONS);
    for (const node of selections) {
      const conditions = conditionsOf(node.directives);
      const when = conditions === 'never' ? null : joined(where.when, conditions);
      if (!when) continue;
      if (node.kind === Kind.FIELD) this.found.push({ node, when, targets: this.#targets(node, where) });
      else if (node.kind === Kind.INLINE_FRAGMENT) this.#visitFragment(node, { ...where, when });
      else this.#visitSpread(node.name.value, { ...where, when });
    }
  }

  #visitSpread(name: string, where: Where): void {
    const fragment = this.reading.fragments.get(name);
    const spread = JSON.stringify([name, where.when, [...where.possible].map((type) => type.name)]);
    if (!fragment || this.#spread.has(spread)) return;
    this.#spread.add(spread);
    this.#visitFragment(fragment, where);
  }

  #visitFragment({ typeCondition, selectionSet }: FragmentDefinitionNode | InlineFragmentNode, where: Where): void {
    const type = typeCondition ? this.reading.schema.getType(typeCondition.name.value) : where.type;
    if (!isCompositeType(type)) return;
    const possible = type === where.type ? where.possible : both(where.possible, possibleTypes(this.reading.schema, type));
    if (possible.size > 0 || isObjectless(this.parent, this.all)) this.visit(selectionSet, { ...where, type, possible });
  }

  #targets(node: FieldNode, { type, possible }: Where): Target[] {
    const name = node.name.value;
    if (name === '__typename') return this.#targetsOf(type, possible, () => null);
    const field = fieldOf(type, name);
    if (!field) return [];
    const members = [...possible].map((member) => fieldOf(member, name)!);
    const isAlike = members.every((member) => shapeOf(member.type) === shapeOf(field.type));
    if (!isAlike) return [...possible].map((on) => ({ on: on === this.parent ? null : on, field: fieldOf(on, name)! }));
    const ofParent = fieldOf(this.parent, name);
    const isOfParent = ofParent !== undefined && isSame(ofParent, field, node);
    return this.#targetsOf(type, possible, (on) =>
      on ? fieldOf(on, name)! : isOfParent || isObjectType(this.parent) ? ofParent! : undefined,
    );
  }

  /** @param fieldOn says what is asked of a type, undefined where the type that stands there anyway does not have it. */
  #targetsOf(
    type: GraphQLCompositeType,
    possible: Possible,
    fieldOn: (on: GraphQLCompositeType | null) => Target['field'] | undefined,
  ): Target[] {
    if (possible.size === this.all.size) {
      const field = fieldOn(null);
      if (field !== undefined) return [{ on: null, field }];
    }
    if (isObjectType(type) || this.#isPlain(type, possible)) return [{ on: type, field: fieldOn(type) ?? null }];
    return [...possible].map((on) => ({ on, field: fieldOn(on) ?? null }));
  }

  /** Whether the type says by itself which of the objects are meant. For one that an object stands in for, the planner cannot tell. */
  #isPlain(type: GraphQLCompositeType, possible: Possible): boolean {
    const { schema, facts } = this.reading;
    if (facts.standIns.has(type.name) || facts.standIns.has(this.parent.name)) return false;
    return both(this.all, possibleTypes(schema, type)).size === possible.size;
  }
}

const both = (some: Possible, others: Possible): Possible => new Set([...some].filter((type) => others.has(type)));

const fieldOf = (type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined =>
  'getFields' in type ? type.getFields()[name] : undefined;

/** Whether asking the one is asking the other. */
const isSame = (one: GraphQLField<unknown, unknown>, other: GraphQLField<unknown, unknown>, node: FieldNode): boolean =>
  getNamedType(one.type) === getNamedType(other.type) &&
  shapeOf(one.type) === shapeOf(other.type) &&
  (node.arguments ?? []).every(({ name }) => one.args.some((argument) => argument.name === name.value));

/** An interface that nothing implements: an object stands for it everywhere. */
const isObjectless = (parent: GraphQLCompositeType, all: Possible): boolean => isInterfaceType(parent) && all.size === 0;

const sets = new WeakMap<GraphQLSchema, Map<string, Possible>>();

function possibleTypes(schema: GraphQLSchema, type: GraphQLCompositeType): Possible {
  const known = sets.get(schema) ?? new Map<string, Possible>();
  sets.set(schema, known);
  const possible = known.get(type.name) ?? new Set(isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
  known.set(type.name, possible);
  return possible;
}

/** Both, each condition once and in an order of their own; null where they exclude each other. */
function joined(some: readonly Condition[], more: readonly Condition[]): readonly Condition[] | null {
  if (more.length === 0) return some;
  const all = new Map(some.map(({ variable, is }) => [variable, is]));
  for (const { variable, is } of more) {
    if (all.get(variable) === !is) return null;
    all.set(variable, is);
  }
  return [...all].map(([variable, is]) => ({ variable, is })).sort((one, other) => (one.variable < other.variable ? -1 : 1));
}
