import { nameOf, type TypeRef } from './type-ref.js';

/** A federated graph before it is written down: what each subgraph has, and nothing that follows from it. */
export interface GraphDraft {
  subgraphs: string[];
  objects: ObjectDraft[];
  abstracts: AbstractDraft[];
  enums: EnumDraft[];
  inputs: InputDraft[];
}

export interface ObjectDraft {
  kind: 'entity' | 'value' | 'root';
  name: string;
  /** Of a value: the subgraphs that have it, with all of its fields. */
  in: string[];
  /** Of an entity. The first one stands for it where a subgraph only refers to it. */
  keys: KeyDraft[];
  fields: FieldDraft[];
  /** Subgraphs that may never have it: an interface object stands for it there. */
  keptOut: string[];
}

export interface KeyDraft {
  fields: Pick[];
  /** Subgraphs that can be entered by it. */
  enters: string[];
  /** Subgraphs that only name it: a way out and no way in. */
  names: string[];
}

/** A field of a field set, with what it picks of it. */
export interface Pick {
  name: string;
  of: Pick[];
  /** Each of them a single value. */
  args?: Record<string, unknown>;
}

export interface FieldDraft {
  name: string;
  type: TypeRef;
  args: ArgumentDraft[];
  /** Subgraphs that resolve it. Of a value: as its type. */
  in: string[];
  /** Subgraphs that call it nullable though others do not. */
  nullableIn: string[];
  /** What its subgraph must be handed to resolve it. */
  requires: Pick[];
  /** A leaf of its entity that its subgraph resolves along this way only. */
  provides?: string;
  /** The subgraph that it was taken from, which still has it and may not be asked. */
  overrides?: string;
  isHidden: boolean;
  /** Whether it throws, or is null where it may not be, in some places. */
  canFail: boolean;
  /** Part of a key: its value tells the entity apart. */
  isKey: boolean;
}

export interface ArgumentDraft {
  name: string;
  type: TypeRef;
  /** As it is written in SDL. */
  fallback?: string;
}

export interface AbstractDraft {
  kind: 'interface' | 'union';
  name: string;
  /** By subgraph, the types that are one of it there. */
  members: Record<string, string[]>;
  /** Of an interface. Its members have their own of the same names. */
  fields: FieldDraft[];
  /** The subgraph in which an object type stands for it; the others have it with a key. */
  objectIn?: string;
}

export interface EnumDraft {
  name: string;
  values: string[];
}

export interface InputDraft {
  name: string;
  fields: ArgumentDraft[];
}

export const newField = (name: string, type: TypeRef, facts: Partial<FieldDraft> = {}): FieldDraft => ({
  name,
  type,
  args: [],
  in: [],
  nullableIn: [],
  requires: [],
  isHidden: false,
  canFail: false,
  isKey: false,
  ...facts,
});

export const picked = (name: string, ...of: Pick[]): Pick => ({ name, of });

export const printPicks = (picks: readonly Pick[]): string =>
  picks.map(({ name, of, args }) => `${name}${printArguments(args)}${of.length > 0 ? ` { ${printPicks(of)} }` : ''}`).join(' ');

const printArguments = (args: Pick['args']): string =>
  args
    ? `(${Object.entries(args)
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
        .join(', ')})`
    : '';

export const objectOf = (draft: GraphDraft, name: string) => draft.objects.find((object) => object.name === name);
export const abstractOf = (draft: GraphDraft, name: string) => draft.abstracts.find((abstract) => abstract.name === name);

/** Subgraphs that have the object, were it only to refer to it. */
export const homesOf = (object: ObjectDraft): string[] =>
  object.kind === 'entity' ? [...new Set(object.keys.flatMap(({ enters, names }) => [...enters, ...names]))] : object.in;

/** Subgraphs in which fields of the entity can be asked for. */
export const hostsOf = (entity: ObjectDraft): string[] => [...new Set(entity.keys.flatMap(({ enters }) => enters))];

type Owner = ObjectDraft | AbstractDraft;

/** Subgraphs that name a field that they do not resolve, for the sake of another one. */
export function externalIn(draft: GraphDraft, owner: Owner, field: FieldDraft): string[] {
  const owners = [...draft.objects, ...draft.abstracts];
  const named = owners.flatMap((from) =>
    from.fields
      .filter(
        ({ type, requires, provides }) =>
          picks(draft, from, requires).includes(field) || (provides === field.name && nameOf(type) === owner.name),
      )
      .flatMap((other) => other.in),
  );
  return [...new Set(named)].filter((subgraph) => !field.in.includes(subgraph));
}

/** Whether subgraphs that do not own the field resolve it along some way. */
export const isProvided = (draft: GraphDraft, owner: Owner, field: FieldDraft): boolean =>
  draft.objects.some(({ fields }) => fields.some(({ type, provides }) => provides === field.name && nameOf(type) === owner.name));

/** Every field that the picks pick, at any depth. */
export function picks(draft: GraphDraft, from: Owner, selection: readonly Pick[]): FieldDraft[] {
  return selection.flatMap(({ name, of }) => {
    const field = from.fields.find((candidate) => candidate.name === name);
    if (!field) return [];
    const next = objectOf(draft, nameOf(field.type));
    return [field, ...(next ? picks(draft, next, of) : [])];
  });
}
