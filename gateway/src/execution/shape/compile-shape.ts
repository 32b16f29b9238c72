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
import { responseKeyOf } from '../../document-nodes.js';
import { isObject } from '../plan/json.js';
import type { Scope } from '../prepare/scope.js';
import {
  type CollectedField,
  type CollectedFields,
  collectFields,
  type Occurrence,
  type Selections,
  selectionsBelow,
} from './collect-fields.js';
import { introspectionShape } from './introspection.js';
import { leafShape, quickTestInCode } from './leaf-shape.js';
import { type Entry, objectShape } from './object-shape.js';
import { INVALID, misfit, type Shape, type Where } from './shape.js';
import type { ShapeSource } from './shape-source.js';

/** What an object is asked for: by the client, and what is left of that. They are the same unless something was removed. */
export interface Asking {
  original: readonly Selections[];
  left: readonly Selections[] | null;
  /** Where it stands in what is fetched; null where nothing below is. */
  scope: Scope | null;
}

/** Compiles an operation into what gives its result the client's shape, as graphql-js completes values. */
export class ShapeCompiler {
  constructor(private readonly source: ShapeSource) {}

  root(type: GraphQLObjectType, asking: Asking): Shape {
    return this.#object(type, asking, []);
  }

  #object(type: GraphQLCompositeType, { original, left, scope }: Asking, where: Where): Shape {
    const asked = collectFields(original, type, this.source);
    const kept = left && collectFields(left, type, { schema: this.source.schema, fragments: this.source.fragmentsLeft });
    const read = new Map([...asked.byKey.values()].map((field) => [field.key, this.#field(type, { field, kept, scope }, where)]));
    return objectShape(this.#entries(asked, read), where);
  }

  /** A key stands where it is asked for first, and that can depend on the variables. */
  #entries({ byKey, order }: CollectedFields, read: ReadonlyMap<string, Read>): Entry[] {
    const certain = new Set<string>();
    return order.flatMap(({ key, when }) => {
      if (certain.has(key)) return [];
      if (when.length === 0) certain.add(key);
      const isRepeated = (byKey.get(key)?.occurrences.length ?? 0) > 1 && byKey.get(key)?.occurrences[0]?.when.length !== 0;
      return [{ key, when: this.source.conditions.numberOf(when), isRepeated, ...read.get(key)! }];
    });
  }

  #field(type: GraphQLCompositeType, { field, kept, scope }: Asked, where: Where): Read {
    const here = [...where, field.key];
    if (field.name === '__typename') return { source: field.key, shape: typenameShape(type, here), isItself: null };
    if (field.name === '__schema' || field.name === '__type')
      return { source: field.key, shape: introspectionShape(field, this.source), isItself: null };
    const definition = 'getFields' in type ? type.getFields()[field.name] : undefined;
    const rest = kept ? kept.byKey.get(field.key) : field;
    if (!definition) return { source: field.key, shape: () => null, isItself: null };
    if (!rest) return { source: field.key, shape: removed(definition), isItself: null };
    const named = scope?.find(rest.occurrences[0]!.node, definition.type);
    const asking = { original: selectionsBelow(field), left: kept && selectionsBelow(rest), scope: named?.below ?? null };
    const shape = this.#type(definition.type, asking, { where: here, coordinate: `${type.name}.${field.name}` });
    const source = named?.name ?? field.key;
    if (kept) return { source, shape: this.#whereKept(shape, rest, definition), isItself: null };
    return { source, shape, isItself: whenItself(definition.type) };
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
      const shape = isMember ? this.#object(found as GraphQLCompositeType, asking, where) : null;
      return shape && found === type ? this.#whereTypeIsNoMatter(shape, type, { asking, where }) : shape;
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
      return shape ? shape(value, shaping) : misfit(where, shaping, `no object that is known to be of ${type.name}`);
    };
  }

  /** Where objects of some type are asked for what others are not, nobody can tell what an object is asked for that says no type. */
  #whereTypeIsNoMatter(shape: Shape, type: GraphQLCompositeType, { asking, where }: { asking: Asking; where: Where }): Shape {
    const { schema, conditions } = this.source;
    const fields = 'getFields' in type ? type.getFields() : {};
    const asked = (of: GraphQLCompositeType) => [...collectFields(asking.original, of, this.source).byKey.values()];
    const ofAll = asked(type).filter(({ name }) => name.startsWith('__') || name in fields);
    const known = new Set(ofAll.flatMap(({ occurrences }) => occurrences.map(({ node }) => node)));
    // A leaf that is there for all is there, however often some are asked for it once more.
    const certain = new Set(ofAll.flatMap(({ key, occurrences }) => (occurrences.some(({ when }) => when.length === 0) ? [key] : [])));
    const isKnown = ({ node }: Occurrence) => known.has(node) || (!node.selectionSet && certain.has(responseKeyOf(node)));
    const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    const others = members.flatMap((member) => asked(member).flatMap(({ occurrences }) => occurrences.filter((one) => !isKnown(one))));
    const numbers = [...new Set(others.map(({ when }) => conditions.numberOf(when)))];
    if (numbers.length === 0) return shape;
    return (value, shaping) =>
      numbers.some((number) => shaping.holds(number))
        ? misfit(where, shaping, `nobody says which ${String(type)} it is`)
        : shape(value, shaping);
  }
}

/** How a field is read: where its value stands, and what becomes of it. */
type Read = Pick<Entry, 'source' | 'shape' | 'isItself'>;

interface Asked extends Pick<Asking, 'scope'> {
  field: CollectedField;
  kept: CollectedFields | null;
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

/** Null of a nullable leaf is itself as well. */
function whenItself(type: GraphQLOutputType): string | null {
  const leaf = getNullableType(type);
  const test = isLeafType(leaf) ? quickTestInCode(leaf) : null;
  return test === null || isNonNullType(type) ? test : `value === null || ${test}`;
}

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
