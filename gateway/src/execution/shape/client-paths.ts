import { type GraphQLCompositeType, type GraphQLSchema, getNamedType, isAbstractType, isCompositeType, isObjectType } from 'graphql';
import type { Conditions } from '../conditions.js';
import { isObject, type JsonObject } from '../plan/json.js';
import type { Scope } from '../prepare/scope.js';
import { collectFields, type Document, type Selections, selectionsBelow } from './collect-fields.js';

export type Path = readonly (string | number)[];

/** What is asked for at one place, and where that stands in what is fetched. */
export interface Asked {
  selections: readonly Selections[];
  scope: Scope | null;
}

/** What is known when a path is asked for. */
export interface Known {
  data: JsonObject;
  holds(when: number): boolean;
  /** Whether a fetch reads what stands at these keys. */
  isNeeded(keys: readonly string[]): boolean;
}

interface Asking extends Pick<Known, 'holds'> {
  /** @param left keys behind the one that is meant. */
  isNeeded(left: number): boolean;
}

interface Field {
  key: string;
  source: string;
  when: readonly number[];
  below: Names | null;
}

/** The names of an operation as the client knows them, and as its plan does. It is read where there is an error to tell of. */
export class ClientPaths {
  readonly #root: Names;

  constructor(source: Document & { conditions: Conditions }, type: GraphQLCompositeType, asked: Asked) {
    this.#root = new Names(source, type, asked);
  }

  /**
   * The client's paths of a place in what was fetched: several where the client asks for one thing under several names.
   * What the client has not asked for has the path of what it stands in, where something needs it; none otherwise.
   */
  ofClient(path: Path, known: Known): Path[] {
    const keys = path.filter((part) => typeof part === 'string');
    return this.#root.translate(path, known.data, { ...known, isNeeded: (left) => known.isNeeded(keys.slice(0, keys.length - left)) });
  }

  /** Whether the client asks objects of the type for something that is fetched under this name in a place. */
  asksFor(place: readonly string[], name: string, typename: string): boolean {
    let found: readonly Names[] = [this.#root];
    for (const key of place)
      found = found.flatMap((names) => names.fields(undefined)).flatMap(({ source, below }) => (source === key && below ? [below] : []));
    return found.some((names) => names.fields(typename).some(({ source }) => source === name));
  }

  /** Where a place of the client's stands in what was fetched: keys only. What is no more in the data is taken for the first that it can be. */
  ofPlan(path: Path, data: JsonObject): string[] {
    const keys: string[] = [];
    let names: Names | null = this.#root;
    let value: unknown = data;
    for (const part of path) {
      if (typeof part === 'number') value = Array.isArray(value) ? value[part] : undefined;
      else {
        const object: JsonObject | undefined = isObject(value) ? value : undefined;
        const isMeant = ({ key }: Field) => key === part;
        const ofType: Field | undefined = names?.fields(object?.__typename as string | undefined).find(isMeant);
        const field: Field | undefined = ofType ?? names?.fields(undefined).find(isMeant);
        keys.push(field?.source ?? part);
        names = field?.below ?? null;
        value = object?.[field?.source ?? part];
      }
    }
    return keys;
  }
}

class Names {
  readonly #fields = new Map<string | undefined, readonly Field[]>();

  constructor(
    private readonly source: Document & { conditions: Conditions },
    private readonly type: GraphQLCompositeType,
    private readonly asked: Asked,
  ) {}

  translate([key, ...rest]: Path, value: unknown, asking: Asking): Path[] {
    if (key === undefined) return [[]];
    if (typeof key === 'number') {
      const entry = Array.isArray(value) ? (value as unknown[])[key] : undefined;
      return this.translate(rest, entry, asking).map((path) => [key, ...path]);
    }
    const object = isObject(value) ? value : undefined;
    const fields = this.fields(object?.__typename as string | undefined).filter(
      ({ source, when }) => source === key && when.some((number) => asking.holds(number)),
    );
    if (fields.length === 0) return object && !asking.isNeeded(rest.filter((part) => typeof part === 'string').length) ? [] : [[]];
    const meant = object && this.#isOfOneType(object.__typename) ? fields : this.#certain(fields, object !== undefined);
    return meant.flatMap((field) => {
      const below = field.below ? field.below.translate(rest, object?.[key], asking) : [rest];
      return below.map((path) => [field.key, ...path]);
    });
  }

  #isOfOneType(typename: unknown): boolean {
    return isObjectType(this.type) || isObjectType(this.source.schema.getType(String(typename)));
  }

  /**
   * Of an object of which nobody knows what it is, the fields that any has. Below a null nobody can tell which of the names is meant,
   * and one is enough to lead there.
   */
  #certain(fields: readonly Field[], isThere: boolean): readonly Field[] {
    const first = fields.slice(0, 1);
    if (!isThere || !isAbstractType(this.type)) return first;
    const members = this.source.schema.getPossibleTypes(this.type).map(({ name }) => this.fields(name));
    const byKey = new Map(fields.map((field) => [field.key, field]));
    const certain = [...byKey.values()].filter((field) =>
      members.every((all) => all.some((one) => one.key === field.key && one.source === field.source)),
    );
    return certain.length > 0 ? certain : first;
  }

  /** What is asked of objects of one type; of all that can stand here, where it is not known which it is. */
  fields(typename: string | undefined): readonly Field[] {
    const known = this.#fields.get(typename) ?? typesFor(this.source.schema, this.type, typename).flatMap((type) => this.#fieldsOf(type));
    this.#fields.set(typename, known);
    return known;
  }

  #fieldsOf(type: GraphQLCompositeType): Field[] {
    const { conditions } = this.source;
    const { selections, scope } = this.asked;
    return [...collectFields(selections, type, this.source).byKey.values()].flatMap((field): Field[] => {
      const definition = 'getFields' in type ? type.getFields()[field.name] : undefined;
      const named = definition && scope?.find(field.occurrences[0]!.node, definition.type);
      if (!definition || !named) return [];
      const inner = getNamedType(definition.type);
      const asked = { selections: selectionsBelow(field), scope: named.below };
      const below = isCompositeType(inner) ? new Names(this.source, inner, asked) : null;
      return [{ key: field.key, source: named.name, when: field.occurrences.map(({ when }) => conditions.numberOf(when)), below }];
    });
  }
}

function typesFor(schema: GraphQLSchema, type: GraphQLCompositeType, typename: string | undefined): readonly GraphQLCompositeType[] {
  const found = typename === undefined ? undefined : schema.getType(typename);
  if (isObjectType(found)) return [found];
  return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
}
