import { type Random, seeded } from '../../fuzz/random.js';
import { type AbstractDraft, type FieldDraft, type GraphDraft, type ObjectDraft, objectOf, type Pick } from '../graph/draft.js';
import { commonMembers } from '../graph/pen.js';
import { isList, type TypeRef } from '../graph/type-ref.js';

/** Something that fields can be asked of. Whoever asks, the same id has the same values. */
export interface Thing {
  __typename: string;
  /** An entity's type and number; a value's place. */
  $id: string;
  /** What a subgraph was handed to find it. */
  $representation?: Representation;
  /** A field that is resolved for it here though another subgraph owns it. */
  $provided?: string;
}

export type Representation = { __typename: string } & Record<string, unknown>;

/** How much there is, and how much of it goes wrong. Each of them can only be made less. */
export interface Plenty {
  /** Entities of each type. */
  entities: number;
  /** Items of a list at most. */
  items: number;
  /** Probabilities of a null where one may be, and of a fault where one may be. */
  nulls: number;
  faults: number;
}

export const PLENTY: Plenty = { entities: 4, items: 3, nulls: 0.1, faults: 0.15 };

/** The data of one graph. Nothing is kept: each value follows from the seed, from what it is asked of, and from the arguments. */
export interface Store {
  fieldOf(type: string, name: string): FieldDraft;
  /** `turn` counts the mutations of an operation: each changes what the next one answers. @throws the fault that is planted there. */
  valueAt(thing: Thing, field: FieldDraft, asked: Asked): unknown;
  /** What a field set picks of a thing, as JSON. */
  read(thing: Thing, picks: readonly Pick[]): Record<string, unknown>;
  /** The entity with the values of one of these keys. @throws where the representation has no whole key. */
  find(representation: Representation, keys: readonly (readonly Pick[])[]): Thing | null;
}

export interface Asked {
  args: Readonly<Record<string, unknown>>;
  turn?: number;
  /** What a field with a @requires was handed; read from the data where it is not given. */
  needed?: Record<string, unknown> | undefined;
}

export function createStore(draft: GraphDraft, seed: string, plenty: Plenty): Store {
  const owners = new Map<string, ObjectDraft | AbstractDraft>([...draft.objects, ...draft.abstracts].map((owner) => [owner.name, owner]));
  const standIns = draft.abstracts.filter(({ objectIn }) => objectIn);

  const fieldOf = (type: string, name: string): FieldDraft => {
    const found = [owners.get(type), ...standIns].flatMap((owner) => owner?.fields ?? []).find((field) => field.name === name);
    if (!found) throw new Error(`There is no field ${type}.${name}`);
    return found;
  };

  function valueAt(thing: Thing, field: FieldDraft, { args, turn = 0, needed }: Asked): unknown {
    if (field.isKey && KEYED.test(thing.$id)) return keyValue(thing, field.name);
    const place = `${thing.$id}.${field.name}${printArgs(args)}`;
    const random = seeded(seed, place, turn);
    if (field.canFail && random.chance(plenty.faults)) {
      if (random.chance(0.5)) throw new Error(`Fault at ${place}`);
      return null;
    }
    if (field.requires.length > 0) return requiringValue(random, needed ?? read(thing, field.requires));
    return build(field.type, { random, place, field });
  }

  function build(type: TypeRef, at: { random: Random; place: string; field: FieldDraft }): unknown {
    const { random, place, field } = at;
    if (!type.isRequired && random.chance(plenty.nulls)) return null;
    if (isList(type))
      return Array.from({ length: random.below(plenty.items + 1) }, (_, index) => build(type.of, { ...at, place: `${place}[${index}]` }));
    const owner = owners.get(type.name);
    if (!owner) return leafValue(draft, type.name, random);
    const name = 'members' in owner ? random.pick(commonMembers(owner.members, homesIn(owner, field))) : type.name;
    const isEntity = objectOf(draft, name)?.kind === 'entity';
    return { __typename: name, $id: isEntity ? `${name}-${random.below(plenty.entities)}` : place } satisfies Thing;
  }

  const homesIn = ({ members }: AbstractDraft, field: FieldDraft) => (field.in.length > 0 ? field.in : Object.keys(members));

  function read(thing: Thing, picks: readonly Pick[]): Record<string, unknown> {
    return Object.fromEntries(
      picks.map(({ name, of, args = {} }) => [name, readValue(valueAt(thing, fieldOf(thing.__typename, name), { args }), of)]),
    );
  }
  const readValue = (value: unknown, of: readonly Pick[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => readValue(item, of));
    return of.length === 0 || value === null ? value : read(value as Thing, of);
  };

  function find(representation: Representation, keys: readonly (readonly Pick[])[]): Thing | null {
    const key = keys.find((picks) => isWhole(representation, picks));
    if (!key) throw new Error(`No key of ours is whole in ${JSON.stringify(representation)}`);
    const wanted = JSON.stringify(pickFrom(representation, key));
    const owner = owners.get(representation.__typename);
    const names = owner && 'members' in owner ? [...new Set(Object.values(owner.members).flat())] : [representation.__typename];
    const all = names.flatMap((name) =>
      Array.from({ length: plenty.entities }, (_, index): Thing => ({ __typename: name, $id: `${name}-${index}` })),
    );
    return all.find((thing) => JSON.stringify(read(thing, key)) === wanted) ?? null;
  }

  return { fieldOf, valueAt, read, find };
}

/** The value of a field that has what it needs: whatever it is handed shows. */
const requiringValue = (random: Random, needed: Record<string, unknown>): string => `${random.text(3)} of ${JSON.stringify(needed)}`;

/** What the picks pick of JSON, in their order. */
export function pickFrom(value: unknown, picks: readonly Pick[]): unknown {
  if (Array.isArray(value)) return value.map((item) => pickFrom(item, picks));
  if (picks.length === 0 || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(picks.map(({ name, of }) => [name, pickFrom((value as Record<string, unknown>)[name], of)]));
}

export const isWhole = (value: unknown, picks: readonly Pick[]): boolean => {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.every((item) => isWhole(item, picks));
  if (value === null || picks.length === 0) return true;
  return picks.every(({ name, of }) => isWhole((value as Record<string, unknown>)[name], of));
};

/** An entity, or the part of its key that has fields itself; a value of that type may be elsewhere too, and tells nothing apart there. */
const KEYED = /^\w+-\d+(\.unit)?$/;

/** Two entities may share a code or a region, never both. */
function keyValue({ $id }: Thing, name: string): unknown {
  const [, type = '', number] = /^(\w+)-(\d+)/.exec($id) ?? [];
  const index = Number(number);
  if (name === 'unit') return { __typename: `${type}Unit`, $id: `${$id}.unit` } satisfies Thing;
  if (name === 'code') return $id.endsWith('.unit') ? 10 + index : index % 2;
  if (name === 'region') return `r${index >> 1}`;
  return name === 'sku' ? `sku-${type}-${index}` : `${type}-${index}`;
}

/** A text that says which arguments a field has got; the order in which they came does not show. */
function printArgs(args: Readonly<Record<string, unknown>>): string {
  const sorted = (_: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return Object.keys(args).length === 0 ? '' : `(${JSON.stringify(args, sorted)})`;
}

const TEXTS = ['plain', '', 'Ünïcode ☃', 'quote " and \\ and\nline', '__typename', 'null', '<b>&amp;'];

function leafValue({ enums }: GraphDraft, name: string, random: Random): unknown {
  switch (name) {
    case 'Int':
      return random.below(2_000) - 1_000;
    case 'Float':
      return (random.below(2_000) - 1_000) / 4;
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.chance(0.5) ? String(random.below(100)) : random.text(4);
    case 'Json':
      return random.pick([{ __typename: 'E0', id: 'E0-1', list: [1, { deep: null }] }, [[1], []], 'text', 0, true]);
    case 'String':
      return random.chance(0.5) ? random.text(3) : random.pick(TEXTS);
    default:
      return random.pick(enums.find((one) => one.name === name)?.values ?? []);
  }
}
