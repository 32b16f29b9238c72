import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseKeyOf } from '../../document-nodes.js';
import { type Condition, conditionsOf } from '../conditions.js';

/** A selection set, and what has to hold for it to count. */
export interface Selections {
  set: SelectionSetNode;
  when: readonly Condition[];
}

/** One time that a field stands in the document. */
export interface Occurrence {
  node: FieldNode;
  when: readonly Condition[];
}

/** All occurrences of one response key in objects of one type, in the order of the document. */
export interface CollectedField {
  key: string;
  name: string;
  occurrences: readonly Occurrence[];
}

export interface CollectedFields {
  byKey: ReadonlyMap<string, CollectedField>;
  /** Each occurrence in the order of the document: which of them count decides where a key stands in the answer. */
  order: readonly (Occurrence & { key: string })[];
}

export interface Document {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Fragments may make a short document endless. */
const MOST_SELECTIONS = 100_000;

/** What the specification calls CollectFields, for every value that the variables of `@skip` and `@include` can have. */
export function collectFields(selections: readonly Selections[], type: GraphQLCompositeType, document: Document): CollectedFields {
  const collector = new FieldCollector(type, document);
  for (const { set, when } of selections) collector.visit(set, when);
  return { byKey: collector.byKey, order: collector.order };
}

class FieldCollector {
  readonly byKey = new Map<string, CollectedField & { occurrences: Occurrence[] }>();
  readonly order: (Occurrence & { key: string })[] = [];
  readonly #spread = new Set<string>();
  #count = 0;

  constructor(
    private readonly type: GraphQLCompositeType,
    private readonly document: Document,
  ) {}

  visit({ selections }: SelectionSetNode, when: readonly Condition[]): void {
    this.#count += selections.length;
    if (this.#count > MOST_SELECTIONS) throw new Error(`The operation selects more than ${MOST_SELECTIONS} fields of one object`);
    for (const node of selections) {
      const conditions = conditionsOf(node.directives);
      if (conditions !== 'never') this.#visitSelection(node, conditions.length > 0 ? [...when, ...conditions] : when);
    }
  }

  #visitSelection(node: SelectionNode, when: readonly Condition[]): void {
    if (node.kind === Kind.FIELD) this.#add(node, when);
    else if (node.kind === Kind.INLINE_FRAGMENT) this.#visitFragment(node, when);
    else {
      const fragment = this.document.fragments.get(node.name.value);
      const spread = JSON.stringify([node.name.value, when]);
      if (fragment && !this.#spread.has(spread)) {
        this.#spread.add(spread);
        this.#visitFragment(fragment, when);
      }
    }
  }

  #visitFragment({ typeCondition, selectionSet }: FragmentDefinitionNode | InlineFragmentNode, when: readonly Condition[]): void {
    if (!typeCondition || this.#isOf(typeCondition.name.value)) this.visit(selectionSet, when);
  }

  /** An interface stands for itself where nobody knows which of its objects it is: what is asked of all of them is asked of it. */
  #isOf(condition: string): boolean {
    if (condition === this.type.name) return true;
    const { schema } = this.document;
    const wanted = schema.getType(condition);
    const isOne = (type: GraphQLObjectType | GraphQLInterfaceType) =>
      type === wanted || (isAbstractType(wanted) && schema.isSubType(wanted, type));
    if (!isInterfaceType(this.type)) return 'getInterfaces' in this.type && isOne(this.type);
    const members = schema.getPossibleTypes(this.type);
    return isOne(this.type) || (members.length > 0 && members.every(isOne));
  }

  #add(node: FieldNode, when: readonly Condition[]): void {
    const key = responseKeyOf(node);
    const field = this.byKey.get(key) ?? { key, name: node.name.value, occurrences: [] };
    field.occurrences.push({ node, when });
    this.byKey.set(key, field);
    this.order.push({ key, node, when });
  }
}

/** The selections below a field. What holds wherever the field is reached need not be asked again. */
export const selectionsBelow = ({ occurrences }: CollectedField): Selections[] =>
  occurrences.flatMap(({ node, when }) =>
    node.selectionSet ? [{ set: node.selectionSet, when: occurrences.length === 1 ? [] : when }] : [],
  );
