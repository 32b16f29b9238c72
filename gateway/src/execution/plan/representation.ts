import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { generate, inTime, isNameable } from '../generated.js';
import { isObject, type JsonObject, own, setOwn } from './json.js';
import type { TypeNames } from './type-names.js';

/** How a fetch names the entities that it asks for. */
export interface Representer {
  /** Equal for objects that are named alike; null for one that lacks what the name is made of. */
  keyOf(source: JsonObject): string | null;
  /** Only for an object that has a key. */
  represent(source: JsonObject): JsonObject;
}

type Build = (source: JsonObject, into: JsonObject) => boolean;

/** Compiles `requires` of a fetch. */
export function compileRepresenter(requires: readonly QueryPlanSelectionNode[], typeNames: TypeNames): Representer {
  const build = compileSelections(requires, typeNames);
  const represent = (source: JsonObject): JsonObject => {
    const representation: JsonObject = {};
    return build(source, representation) ? representation : {};
  };
  const flat = flatFragments(requires, typeNames);
  const [first] = flat ?? [];
  if (flat?.length === 1 && first && [...first.fields, ...first.types].every(isNameable))
    return { represent: inTime(represent, () => representInCode(first)), keyOf: inTime(flatKeyOf(flat), () => keyOfInCode(first)) };
  if (flat) return { represent, keyOf: flatKeyOf(flat) };
  return {
    represent,
    keyOf(source) {
      const representation = represent(source);
      return representation.__typename ? JSON.stringify(representation) : null;
    },
  };
}

function compileSelections(selections: readonly QueryPlanSelectionNode[], typeNames: TypeNames): Build {
  const parts = selections.map((selection) =>
    selection.kind === 'Field' ? compileField(selection, typeNames) : compileFragment(selection, typeNames),
  );
  return (source, into) => {
    for (const part of parts) if (!part(source, into)) return false;
    return true;
  };
}

/** A field that is not there leaves the whole object without a name; one that is null is a name like any other. */
function compileField(field: QueryPlanFieldNode, typeNames: TypeNames): Build {
  const { selections } = field;
  const key = field.alias ?? field.name;
  const build = selections && compileSelections(selections, typeNames);
  return (source, into) => {
    const value = own(source, key);
    if (value === undefined) return false;
    setOwn(into, key, build ? nested(value, build) : value);
    return true;
  };
}

function nested(value: unknown, build: Build): unknown {
  if (Array.isArray(value)) return value.map((entry) => nested(entry, build));
  if (!isObject(value)) return null;
  const into: JsonObject = {};
  return build(value, into) ? into : null;
}

/** What a fragment lacks is missing there only: another one may fit as well. */
function compileFragment({ typeCondition, selections }: Fragment, typeNames: TypeNames): Build {
  const build = compileSelections(selections, typeNames);
  const types = typeCondition ? typeNames(typeCondition) : null;
  return (source, into) => {
    if (types && !types.has(source.__typename as string)) return true;
    const part: JsonObject = {};
    if (build(source, part)) mergeParts(into, part);
    return true;
  };
}

type Fragment = Exclude<QueryPlanSelectionNode, QueryPlanFieldNode>;

function mergeParts(into: JsonObject, part: JsonObject): void {
  for (const key of Object.keys(part)) {
    const there = into[key];
    const value = part[key];
    if (isObject(there) && isObject(value)) mergeParts(there, value);
    else if (Array.isArray(there) && Array.isArray(value)) mergeLists(there, value);
    else setOwn(into, key, value);
  }
}

function mergeLists(into: unknown[], part: readonly unknown[]): void {
  for (const [index, value] of part.entries()) {
    const there = into[index];
    if (isObject(there) && isObject(value)) mergeParts(there, value);
    else into[index] = value;
  }
}

interface FlatFragment {
  types: ReadonlySet<string>;
  fields: readonly string[];
  /** What tells objects of these types apart. */
  names: readonly string[];
}

/** Most names are a type and a few scalars: they are compared without being built. Null for any other. */
function flatFragments(requires: readonly QueryPlanSelectionNode[], typeNames: TypeNames): FlatFragment[] | null {
  const flat = requires.flatMap((selection): FlatFragment[] => {
    if (selection.kind === 'Field' || !selection.typeCondition) return [];
    const fields = selection.selections.flatMap((field) =>
      field.kind === 'Field' && !field.selections ? [field.alias ?? field.name] : [],
    );
    if (fields.length !== selection.selections.length || !fields.includes('__typename')) return [];
    const types = typeNames(selection.typeCondition);
    return [{ types, fields, names: types.size > 1 ? fields : fields.filter((name) => name !== '__typename') }];
  });
  return flat.length === requires.length ? flat : null;
}

/** One fragment with one name is what nearly every fetch has: its value is its key. */
function flatKeyOf(fragments: readonly FlatFragment[]): Representer['keyOf'] {
  const [first, ...others] = fragments;
  const [name, ...more] = first?.names ?? [];
  if (!first || name === undefined || others.length > 0 || more.length > 0) return (source) => flatKey(source, fragments);
  const { types } = first;
  return (source) => (types.has(source.__typename as string) ? scalarKey(own(source, name)) : null);
}

/** No text begins like the key of another value. */
const scalarKey = (value: unknown): string | null => {
  if (value === undefined) return null;
  return typeof value === 'string' ? (value.startsWith(OTHER) ? OTHER + OTHER + value : value) : OTHER + JSON.stringify(value);
};

const OTHER = '\u0000';

function flatKey(source: JsonObject, fragments: readonly FlatFragment[]): string | null {
  let key = '';
  for (const [index, { types, names }] of fragments.entries()) {
    const part = types.has(source.__typename as string) ? valuesKey(source, names) : null;
    if (part !== null) key += `${index} ${part}`;
  }
  return key === '' ? null : key;
}

function valuesKey(source: JsonObject, names: readonly string[]): string | null {
  let key = '';
  for (const name of names) {
    const value = own(source, name);
    if (value === undefined) return null;
    // With its length before it, no text can look like two.
    key += typeof value === 'string' ? `${value.length}:${value}` : `${JSON.stringify(value)};`;
  }
  return key;
}

/** An object of these types that has a key. */
const representInCode = ({ fields }: FlatFragment): Representer['represent'] =>
  generate({}, `return (source) => ({ ${[...new Set(fields)].map((name) => `${name}: source.${name}`).join(', ')} });`);

/** The key that `flatKeyOf` would find. */
function keyOfInCode({ types, names }: FlatFragment): Representer['keyOf'] {
  const [type] = types;
  const fits = types.size === 1 ? `source.__typename === '${type}'` : 'types.has(source.__typename)';
  const lines =
    names.length === 1
      ? [`return scalarKey(source.${names[0]});`]
      : names.map(
          (name) => `value = source.${name};
  if (value === undefined) return null;
  key += typeof value === 'string' ? value.length + ':' + value : typeof value === 'number' ? value + ';' : JSON.stringify(value) + ';';`,
        );
  return generate(
    { types, scalarKey },
    `return (source) => {
  if (!(${fits})) return null;
  let value;
  let key = '0 ';
  ${lines.join('\n  ')}
  return key;
};`,
  );
}
