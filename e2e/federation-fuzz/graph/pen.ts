import type { Random } from '../../fuzz/random.js';
import {
  type AbstractDraft,
  abstractOf,
  type FieldDraft,
  type GraphDraft,
  homesOf,
  hostsOf,
  type ObjectDraft,
  objectOf,
  type Pick,
} from './draft.js';
import { listOf, named, nameOf, type TypeRef } from './type-ref.js';

/** What a graph is drawn with. */
export interface Pen {
  random: Random;
  draft: GraphDraft;
}

const SCALARS = ['Int', 'Float', 'String', 'String', 'Boolean', 'ID', 'Json'];

export const leafNames = ({ draft }: Pen): string[] => [...SCALARS, ...draft.enums.map(({ name }) => name)];

export const isLeaf = (draft: GraphDraft, name: string): boolean => !objectOf(draft, name) && !abstractOf(draft, name);

/** At least one of them, in the order given. */
export function someOf<Item>(random: Random, items: readonly Item[], probability = 0.5): Item[] {
  const chosen = random.some(items, probability);
  return chosen.length > 0 ? chosen : [random.pick(items)];
}

/** Lists, lists of lists and what may be null, around a name. */
export function wrapped({ random }: Pen, name: string, mostLists = 2): TypeRef {
  const isRequired = () => random.chance(0.45);
  let type: TypeRef = named(name, isRequired());
  for (let lists = 0; lists < mostLists && random.chance(lists === 0 ? 0.35 : 0.15); lists += 1) type = listOf(type, isRequired());
  return type;
}

/** Adds the field, and to its subgraphs what its type needs there. */
export function addField(pen: Pen, owner: ObjectDraft | AbstractDraft, field: FieldDraft): void {
  owner.fields.push(field);
  for (const subgraph of owner.kind === 'value' ? owner.in : field.in) bring(pen, nameOf(field.type), subgraph);
}

/** Has the subgraph know the type: a value whole, an entity as a reference. */
export function bring(pen: Pen, name: string, subgraph: string): void {
  const object = objectOf(pen.draft, name);
  if (!object || homesOf(object).includes(subgraph)) return;
  const [key] = object.keys;
  if (key) {
    key.names.push(subgraph);
    nameKey(pen, object, key.fields, subgraph);
    return;
  }
  object.in.push(subgraph);
  for (const field of object.fields) bring(pen, nameOf(field.type), subgraph);
}

/** Has the subgraph resolve the fields of a key. */
export function nameKey(pen: Pen, entity: ObjectDraft, fields: readonly Pick[], subgraph: string): void {
  for (const { name } of fields) {
    const field = entity.fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(`${entity.name} has no field ${name} for its key`);
    if (field.in.includes(subgraph)) continue;
    field.in.push(subgraph);
    bring(pen, nameOf(field.type), subgraph);
  }
}

/** Whether the type can be had in the subgraph: something in it may be kept out. */
export function canBring({ draft }: Pen, name: string, subgraph: string): boolean {
  const seen = new Set<string>();
  const isOut = (type: string): boolean => {
    if (seen.has(type)) return false;
    seen.add(type);
    const object = objectOf(draft, type);
    if (!object) return false;
    if (object.keptOut.includes(subgraph)) return true;
    return object.kind === 'value' && object.fields.some((field) => isOut(nameOf(field.type)));
  };
  return !isOut(name);
}

/** Types with fields that a field of all these subgraphs can have. */
export function composites(pen: Pen, subgraphs: readonly string[]): string[] {
  const { objects, abstracts } = pen.draft;
  return [
    ...objects
      .filter(({ kind, name }) => kind !== 'root' && subgraphs.every((subgraph) => canBring(pen, name, subgraph)))
      .map(({ name }) => name),
    ...abstracts.filter(({ members }) => commonMembers(members, subgraphs).length > 0).map(({ name }) => name),
  ];
}

/** Members that all of these subgraphs know. */
export const commonMembers = (members: Record<string, string[]>, subgraphs: readonly string[]): string[] => {
  const [first = [], ...others] = subgraphs.map((subgraph) => members[subgraph] ?? []);
  return first.filter((name) => others.every((names) => names.includes(name)));
};

/** Entities that the subgraph can be entered by, and values that it can have: what can be a member of something there. */
export const eligible = (pen: Pen, subgraph: string): string[] =>
  pen.draft.objects
    .filter((object) =>
      object.kind === 'entity' ? hostsOf(object).includes(subgraph) : object.kind === 'value' && canBring(pen, object.name, subgraph),
    )
    .map(({ name }) => name);
