import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

export interface Size {
  /** Fields below one another, introspection left out. */
  depth: number;
  /** The same within `__schema` and `__type`. */
  introspectionDepth: number;
  /** Selections below one another: fields, and fragments too. */
  nesting: number;
  fields: number;
  aliases: number;
  directives: number;
}

/** Fragments that spread fragments twice double at each step: more than this is all the same. */
const MOST = 1_000_000_000;

const nothing: Size = { depth: 0, introspectionDepth: 0, nesting: 0, fields: 0, aliases: 0, directives: 0 };

/** Sizes selections of one document. Each fragment is looked at once, however often it is spread. */
export function sizer(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const sizes = new Map<string, Size>();
  const rootFields = new Map<string, ReadonlyMap<string, number>>();

  // Two frames a level, so that whatever the parser could read can be sized.
  const sizeOf = ({ selections }: SelectionSetNode): Size => {
    let size = nothing;
    for (const selection of selections) size = beside(size, plusDirectives(sizeOfOne(selection), selection));
    return size;
  };

  const sizeOfOne = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FIELD) return below(selection, selection.selectionSet ? sizeOf(selection.selectionSet) : nothing);
    if (selection.kind === Kind.INLINE_FRAGMENT) return oneDeeper(sizeOf(selection.selectionSet));
    const { value: name } = selection.name;
    const fragment = fragments.get(name);
    const size = sizes.get(name) ?? (fragment ? oneDeeper(plusDirectives(sizeOf(fragment.selectionSet), fragment)) : nothing);
    sizes.set(name, size);
    return size;
  };

  const fieldsAt = ({ selections }: SelectionSetNode): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    const add = (name: string, count: number) => counts.set(name, Math.min((counts.get(name) ?? 0) + count, MOST));
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) add(selection.name.value, 1);
      else for (const [name, count] of fieldsOfFragment(selection)) add(name, count);
    }
    return counts;
  };

  const fieldsOfFragment = (selection: Exclude<SelectionNode, FieldNode>): ReadonlyMap<string, number> => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsAt(selection.selectionSet);
    const { value: name } = selection.name;
    const fragment = fragments.get(name);
    const fields = rootFields.get(name) ?? (fragment ? fieldsAt(fragment.selectionSet) : new Map<string, number>());
    rootFields.set(name, fields);
    return fields;
  };
  return { sizeOf, fieldsAt };
}

const oneDeeper = (size: Size): Size => ({ ...size, nesting: size.nesting + 1 });

function below({ name, alias }: FieldNode, children: Size): Size {
  const nesting = children.nesting + 1;
  const fields = Math.min(children.fields + 1, MOST);
  const aliases = Math.min(children.aliases + (alias && alias.value !== name.value ? 1 : 0), MOST);
  const isIntrospection = name.value === '__schema' || name.value === '__type';
  return isIntrospection
    ? { ...children, nesting, fields, aliases, depth: 0, introspectionDepth: children.depth + 1 }
    : { ...children, nesting, fields, aliases, depth: children.depth + 1 };
}

const beside = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
  nesting: Math.max(one.nesting, other.nesting),
  fields: Math.min(one.fields + other.fields, MOST),
  aliases: Math.min(one.aliases + other.aliases, MOST),
  directives: Math.min(one.directives + other.directives, MOST),
});

const plusDirectives = (size: Size, { directives }: { directives?: readonly unknown[] | undefined }): Size =>
  directives?.length ? { ...size, directives: Math.min(size.directives + directives.length, MOST) } : size;
