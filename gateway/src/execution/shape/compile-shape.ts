import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isObject } from '../plan/json.js';
import { type CollectedField, type CollectedFields, collectFields, type Selections, selectionsBelow } from './collect-fields.js';
import { introspectionShape } from './introspection.js';
import { leafShape } from './leaf-shape.js';
import { type Entry, objectShape } from './object-shape.js';
import { INVALID, misfit, type Shape, type Where } from './shape.js';
import type { ShapeSource } from './shape-source.js';

/** What an object is asked for: by the client, and what is left of that. They are the same unless something was removed. */
export interface Asking {
  original: readonly Selections[];
  left: readonly Selections[] | null;
}

/** Compiles an operation into what gives its result the client's shape, as graphql-js completes values. */
export class ShapeCompiler {
  constructor(private readonly source: ShapeSource) {}

  root(type: GraphQLObjectType, asking: Asking): Shape {
    return this.#object(type, asking, []);
  }

  #object(type: GraphQLCompositeType, { original, left }: Asking, where: Where): Shape {
    const asked = collectFields(original, type, this.source);
    const kept = left && collectFields(left, type, { schema: this.source.schema, fragments: this.source.fragmentsLeft });
    const shapes = new Map([...asked.byKey.values()].map((field) => [field.key, this.#field(type, { field, kept }, where)]));
    return objectShape(this.#entries(asked, shapes), where);
  }

  /** A key stands where it is asked for first, and that can depend on the variables. */
  #entries({ byKey, order }: CollectedFields, shapes: ReadonlyMap<string, Shape>): Entry[] {
    const certain = new Set<string>();
    return order.flatMap(({ key, when }) => {
      if (certain.has(key)) return [];
      if (when.length === 0) certain.add(key);
      const isRepeated = (byKey.get(key)?.occurrences.length ?? 0) > 1 && byKey.get(key)?.occurrences[0]?.when.length !== 0;
      return [{ key, when: this.source.conditions.numberOf(when), isRepeated, shape: shapes.get(key)! }];
    });
  }

  #field(type: GraphQLCompositeType, { field, kept }: { field: CollectedField; kept: CollectedFields | null }, where: Where): Shape {
    const here = [...where, field.key];
    if (field.name === '__typename') return typenameShape(type, here);
    if (field.name === '__schema' || field.name === '__type') return introspectionShape(field, this.source);
    const definition = 'getFields' in type ? type.getFields()[field.name] : undefined;
    if (!definition) return () => null;
    const rest = kept?.byKey.get(field.key);
    if (kept && !rest) return removed(definition);
    const asking = { original: selectionsBelow(field), left: rest ? selectionsBelow(rest) : null };
    const shape = this.#type(definition.type, asking, { where: here, coordinate: `${type.name}.${field.name}` });
    return rest ? this.#whereKept(shape, rest, definition) : shape;
  }

  /** Of several occurrences one may be removed and another not: then it depends on the variables which of them were asked for. */
  #whereKept(shape: Shape, { occurrences }: CollectedField, definition: GraphQLField<unknown, unknown>): Shape {
    if (occurrences.some(({ when }) => when.length === 0)) return shape;
    const numbers = occurrences.map(({ when }) => this.source.conditions.numberOf(when));
    const absent = removed(definition);
    return (value, shaping) => (numbers.some((number) => shaping.holds(number)) ? shape : absent)(value, shaping);
  }

  #type(type: GraphQLOutputType, asking: Asking, place: Place): Shape {
    const shape = this.#nullableType(getNullableType(type), asking, place);
    return isNonNullType(type) ? nonNull(shape, place) : nullable(shape);
  }

  #nullableType(type: GraphQLOutputType, asking: Asking, place: Place): Shape {
    const { where } = place;
    if (isListType(type)) return listShape(this.#type(type.ofType, asking, { ...place, where: [...where, '@'] }), where);
    if (isLeafType(type)) return leafShape(type, where);
    if (isAbstractType(type)) return this.#abstract(type, asking, where);
    return this.#object(type as GraphQLObjectType, asking, where);
  }

  /**
   * What an object is, it says itself. Where it does not, its subgraph knows the interface as an object: what is asked of the
   * interface can be told all the same.
   */
  #abstract(type: GraphQLCompositeType & { name: string }, asking: Asking, where: Where): Shape {
    const { schema } = this.source;
    const shapes = new Map<string, Shape | null>();
    const shapeFor = (name: string): Shape | null => {
      const found = schema.getType(name);
      const isMember =
        found === type || (isAbstractType(type) && found && 'getInterfaces' in found && schema.isSubType(type, found as GraphQLObjectType));
      return isMember ? this.#object(found as GraphQLCompositeType, asking, where) : null;
    };
    return (value, shaping) => {
      if (value === undefined || value === null) return null;
      if (!isObject(value)) return misfit(where, shaping, 'no object');
      const name = typeof value.__typename === 'string' ? value.__typename : type.name;
      let shape = shapes.get(name);
      if (shape === undefined) {
        shape = shapeFor(name);
        if (shape) shapes.set(name, shape);
      }
      return shape ? shape(value, shaping) : misfit(where, shaping, `not an object of ${type.name}`);
    };
  }
}

interface Place {
  where: Where;
  /** The field that the value is of. */
  coordinate: string;
}

function typenameShape(type: GraphQLCompositeType, where: Where): Shape {
  if (isObjectType(type)) return () => type.name;
  return (_, shaping) => misfit(where, shaping, `no object says which ${type.name} it is`);
}

/** Null without a word: whoever removed it tells of it. */
const removed = ({ type }: GraphQLField<unknown, unknown>): Shape => {
  const value = isNonNullType(type) ? INVALID : null;
  return () => value;
};

const nullable =
  (shape: Shape): Shape =>
  (value, shaping) => {
    const shaped = shape(value, shaping);
    return shaped === INVALID ? null : shaped;
  };

const nonNull =
  (shape: Shape, { where, coordinate }: Place): Shape =>
  (value, shaping) => {
    const shaped = shape(value, shaping);
    return shaped === null ? misfit(where, shaping, `null for the non-null ${coordinate}`) : shaped;
  };

function listShape(entry: Shape, where: Where): Shape {
  const depth = where.filter((key) => key === '@').length;
  return (value, shaping) => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) return misfit(where, shaping, 'no list');
    const shaped = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index += 1) {
      shaping.indexes[depth] = index;
      const entryShaped = entry(value[index], shaping);
      if (entryShaped === INVALID) return INVALID;
      shaped[index] = entryShaped;
    }
    return shaped;
  };
}
