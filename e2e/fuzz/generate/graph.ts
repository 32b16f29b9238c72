import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Random } from '../random.js';

/** One step through the graph: a field of a type, and the object type that it leads to. */
export interface Step {
  from: GraphQLObjectType;
  field: GraphQLField<unknown, unknown>;
  to: GraphQLObjectType | null;
}

/** The ways from a root to every type. */
export class Graph {
  readonly schema: GraphQLSchema;
  readonly root: GraphQLObjectType;
  /** Every open field of an object type that can be reached from the root, the root's own among them: `User.email`. */
  readonly coordinates: readonly string[];
  readonly #into = new Map<string, Step[]>();
  readonly #distance = new Map<string, number>();
  readonly #isOpen: (from: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean;

  /** @param isOpen whether anybody may go through a field; no way leads through the others, and they are no goals. */
  constructor(
    schema: GraphQLSchema,
    root: GraphQLObjectType,
    isOpen: (from: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean,
  ) {
    this.schema = schema;
    this.root = root;
    this.#isOpen = isOpen;
    this.#explore();
    this.coordinates = [...this.#distance.keys()].sort().flatMap((name) => {
      const type = schema.getType(name) as GraphQLObjectType;
      return this.#fieldsOf(type).map((field) => `${name}.${field.name}`);
    });
  }

  #fieldsOf(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
    return Object.values(type.getFields()).filter((field) => this.#isOpen(type, field));
  }

  #explore(): void {
    this.#distance.set(this.root.name, 0);
    const waiting = [this.root];
    for (let from = waiting.shift(); from; from = waiting.shift()) {
      for (const field of this.#fieldsOf(from)) {
        for (const to of objectTypesOf(this.schema, getNamedType(field.type))) {
          this.#into.set(to.name, [...(this.#into.get(to.name) ?? []), { from, field, to }]);
          if (this.#distance.has(to.name)) continue;
          this.#distance.set(to.name, (this.#distance.get(from.name) ?? 0) + 1);
          waiting.push(to);
        }
      }
    }
  }

  /** A way from the root to a field, by chance one of those that do not turn back. */
  wayTo(coordinate: string, random: Random): Step[] {
    const [typeName, fieldName] = coordinate.split('.') as [string, string];
    const type = this.schema.getType(typeName) as GraphQLObjectType;
    const steps: Step[] = [{ from: type, field: type.getFields()[fieldName] as Step['field'], to: null }];
    for (let at = type; at !== this.root; ) {
      const distance = this.#distance.get(at.name) ?? 0;
      const before = (this.#into.get(at.name) ?? []).filter(({ from }) => (this.#distance.get(from.name) ?? 0) < distance);
      const step = random.pick(before);
      steps.unshift(step);
      at = step.from;
    }
    return steps;
  }
}

/** The object types that something of a type can be. */
export function objectTypesOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

/** The fields that can be selected on a type itself. */
export const fieldsOf = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
