import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isNonNullType,
  print,
  type SelectionSetNode,
} from 'graphql';
import { responseKeyOf } from '../../document-nodes.js';
import { argumentsText } from './field-text.js';
import type { Names } from './names.js';
import { type Budget, occurrencesIn, type Reading } from './occurrences.js';
import { shapeOf } from './type-shape.js';

/** What is fetched in the place of a field. */
export interface Named {
  /** The key under which its value stands in what is fetched. */
  name: string;
  /** The names below; null for a leaf. */
  below: Scope | null;
}

/** The names of all that is asked for at one place of an answer. */
export interface Scope {
  /** @param type of the field on the object that it is asked of. Undefined for what the document does not ask for. */
  find(node: FieldNode, type: GraphQLOutputType): Named | undefined;
}

/** A selection set, and of what it is one. */
export interface TypedSet {
  type: GraphQLCompositeType;
  set: SelectionSetNode;
}

export interface ScopeSource extends Reading {
  names: Names;
  budget: Budget;
  /** Each field is fetched for itself, were it the same as another one: it changes something. */
  isEachItsOwn: boolean;
}

interface Entry extends Named {
  node: FieldNode;
  shape: string;
  below: NamedScope | null;
  sets: TypedSet[];
  /** An interface calls it nullable where the type that it is asked of does not, or the other way round. */
  isStricter: boolean;
  /** All that is asked for below it, to compare it with another one's. */
  text: string;
}

/** Gives names that are the same for the same fields, so that they meet no others: the planner's own among them. */
export class NamedScope implements Scope {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly source: ScopeSource,
    sets: readonly TypedSet[],
  ) {
    for (const { type, set } of sets) this.#read(type, set);
    this.#name();
  }

  find(node: FieldNode, type: GraphQLOutputType): (Named & { below: NamedScope | null }) | undefined {
    const entry = this.#entries.get(keyOf(node, shapeOf(type)));
    if (!entry) return undefined;
    if (entry.sets.length > 0) entry.below ??= new NamedScope({ ...this.source, isEachItsOwn: false }, entry.sets);
    return entry;
  }

  #read(type: GraphQLCompositeType, set: SelectionSetNode): void {
    for (const { node, when, targets } of occurrencesIn(type, [{ set, when: [] }], this.source))
      for (const { on, field } of targets) {
        if (!field) continue;
        const entry = this.#entry(node, shapeOf(field.type));
        entry.isStricter ||= isStricter(on ?? type, field);
        const inner = getNamedType(field.type);
        if (!node.selectionSet || !isCompositeType(inner)) continue;
        if (!entry.sets.some((known) => known.type === inner && known.set === node.selectionSet))
          entry.sets.push({ type: inner, set: node.selectionSet });
        entry.text += `${on?.name}${JSON.stringify(when)}${print(node.selectionSet)}`;
      }
  }

  #entry(node: FieldNode, shape: string): Entry {
    const key = keyOf(node, shape);
    const entry = this.#entries.get(key) ?? { node, shape, name: '', below: null, sets: [], isStricter: false, text: '' };
    this.#entries.set(key, entry);
    return entry;
  }

  #name(): void {
    const taken = new Map<string, string>();
    for (const [key, { node, shape, text }] of this.#entries) {
      const entry = this.#entries.get(key)!;
      const identity = JSON.stringify([node.name.value, argumentsText(node), shape, text, this.source.isEachItsOwn && responseKeyOf(node)]);
      const take = (name: string) => {
        const holder = taken.get(name) ?? identity;
        taken.set(name, holder);
        return holder === identity;
      };
      entry.name = this.source.names.nameFor(node, take, this.#isApart(entry));
    }
  }

  /** The planner fetches what is required under its own name, and of an interface as that has it. */
  #isApart(entry: Entry): boolean {
    return (entry.isStricter && this.source.facts.required.has(entry.node.name.value)) || this.#mayTakeAlong(entry);
  }

  /** Whether a null of the client's could take an object along of which a `@requires` or a key needs another part. */
  #mayTakeAlong({ node, sets }: Entry): boolean {
    const needed = this.source.facts.parted.get(node.name.value);
    if (!needed) return false;
    return sets.some(({ type, set }) =>
      occurrencesIn(type, [{ set, when: [] }], this.source).some(
        ({ node: { name }, targets }) => !needed.has(name.value) && targets.some(({ field }) => field && isNonNullType(field.type)),
      ),
    );
  }
}

const isStricter = (type: GraphQLCompositeType, { name, type: own }: GraphQLField<unknown, unknown>): boolean =>
  'getInterfaces' in type &&
  type.getInterfaces().some((parent) => {
    const field = parent.getFields()[name];
    return field !== undefined && shapeOf(field.type) !== shapeOf(own);
  });

const keyOf = (node: FieldNode, shape: string): string => `${responseKeyOf(node)} ${node.name.value} ${shape} ${argumentsText(node)}`;
