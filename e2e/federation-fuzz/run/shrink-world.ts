import type { Plenty } from '../data/store.js';
import type { FieldDraft, GraphDraft } from '../graph/draft.js';
import { buildWorld, type World, type WorldFacts } from './world.js';

/** Composing takes its time: a finding that cannot be made smaller in so many tries stays as it is. */
const MOST_TRIES = 400;

/** The world without whatever can go while the operation still shows it. */
export async function shrinkWorld(world: World, stillShows: (world: World) => Promise<boolean>): Promise<World> {
  let smallest = world;
  let tries = 0;
  const attempt = async (facts: WorldFacts): Promise<boolean> => {
    tries += 1;
    const candidate = worldFrom(facts);
    if (!candidate || !(await stillShows(candidate))) return false;
    smallest = candidate;
    return true;
  };

  for (const less of LESS) await attempt({ ...smallest.facts, plenty: { ...smallest.facts.plenty, ...less } });
  for (let isSmaller = true; isSmaller && tries < MOST_TRIES; ) {
    isSmaller = false;
    for (let at = 0; tries < MOST_TRIES; ) {
      const edit = editsOf(smallest.facts.draft)[at];
      if (!edit) break;
      const draft = structuredClone(smallest.facts.draft);
      edit(draft);
      const isChanged = JSON.stringify(draft) !== JSON.stringify(smallest.facts.draft);
      if (isChanged && (await attempt({ ...smallest.facts, draft }))) isSmaller = true;
      else at += 1;
    }
  }
  return smallest;
}

const LESS: readonly Partial<Plenty>[] = [{ faults: 0 }, { nulls: 0 }, { items: 1 }, { items: 2 }, { entities: 1 }, { entities: 2 }];

/** None where the parts do not fit any more. */
function worldFrom(facts: WorldFacts): World | undefined {
  try {
    const world = buildWorld(facts);
    return Array.isArray(world) ? undefined : world;
  } catch {
    return undefined;
  }
}

type Edit = (draft: GraphDraft) => void;

/** Everything that could go, the largest first. An edit finds what it is about by its name: it is done to a copy. */
function editsOf({ subgraphs, objects, abstracts, enums, inputs }: GraphDraft): Edit[] {
  const owners = [...objects, ...abstracts];
  const names = [...new Set(owners.flatMap(({ fields }) => fields.filter(({ isKey }) => !isKey).map(({ name }) => name)))];
  return [
    ...subgraphs.map(
      (name): Edit =>
        (draft) =>
          removeSubgraph(draft, name),
    ),
    ...abstracts.map(
      ({ name }): Edit =>
        (draft) =>
          removeNamed(draft.abstracts, name),
    ),
    ...objects
      .filter(({ kind }) => kind !== 'root')
      .map(
        ({ name }): Edit =>
          (draft) =>
            removeNamed(draft.objects, name),
      ),
    ...names.map(
      (name): Edit =>
        (draft) =>
          removeField(draft, name),
    ),
    ...names.flatMap((name) =>
      simplifications(owners.flatMap(({ fields }) => fields).find((field) => field.name === name)?.in ?? [], name),
    ),
    ...objects.flatMap(({ name, keys, kind, in: homes }) => [
      ...keys.map(
        (_, at): Edit =>
          (draft) =>
            void objectIn(draft, name)?.keys.splice(at, 1),
      ),
      ...keys.flatMap((key, at) =>
        [...key.enters, ...key.names].map(
          (home): Edit =>
            (draft) =>
              leave(draft, { name, at, home }),
        ),
      ),
      ...(kind === 'value'
        ? homes.map(
            (home): Edit =>
              (draft) =>
                removeFrom(objectIn(draft, name)?.in, home),
          )
        : []),
    ]),
    ...abstracts.flatMap(({ name, members }) =>
      Object.entries(members).flatMap(([home, all]) =>
        all.map(
          (member): Edit =>
            (draft) =>
              removeMember(draft, { name, home, member }),
        ),
      ),
    ),
    ...(enums.length > 1 ? [((draft) => void draft.enums.pop()) as Edit] : []),
    ...inputs.map(
      (_, at): Edit =>
        (draft) =>
          void draft.inputs.splice(at, 1),
    ),
  ];
}

const objectIn = (draft: GraphDraft, name: string) => draft.objects.find((object) => object.name === name);
const fieldsOf = (draft: GraphDraft, name: string) =>
  [...draft.objects, ...draft.abstracts].flatMap(({ fields }) => fields).filter((field) => field.name === name);

function removeFrom(list: string[] | undefined, item: string): void {
  const at = list?.indexOf(item) ?? -1;
  if (at >= 0) list?.splice(at, 1);
}

const removeNamed = (list: { name: string }[], name: string): void => {
  const at = list.findIndex((one) => one.name === name);
  if (at >= 0) list.splice(at, 1);
};

function removeSubgraph(draft: GraphDraft, name: string): void {
  removeFrom(draft.subgraphs, name);
  for (const object of draft.objects) {
    removeFrom(object.in, name);
    for (const key of object.keys) for (const list of [key.enters, key.names]) removeFrom(list, name);
    object.keys = object.keys.filter(({ enters }) => enters.length > 0);
  }
  for (const abstract of draft.abstracts) delete abstract.members[name];
  for (const owner of [...draft.objects, ...draft.abstracts]) {
    for (const field of owner.fields) if (field.overrides === name) delete field.overrides;
    const wasIn = owner.fields.filter((field) => field.in.includes(name));
    for (const field of wasIn) removeFrom(field.in, name);
    owner.fields = owner.fields.filter((field) => field.in.length > 0 || !wasIn.includes(field));
  }
}

function removeField(draft: GraphDraft, name: string): void {
  for (const owner of [...draft.objects, ...draft.abstracts]) owner.fields = owner.fields.filter((field) => field.name !== name);
}

const simplifications = (homes: readonly string[], name: string): Edit[] => [
  (draft) => forEachOf(draft, name, (field) => void field.args.splice(0)),
  (draft) => forEachOf(draft, name, (field) => void field.requires.splice(0)),
  (draft) => forEachOf(draft, name, (field) => void field.requires.pop()),
  (draft) => forEachOf(draft, name, (field) => void delete field.provides),
  (draft) => forEachOf(draft, name, (field) => void delete field.overrides),
  (draft) => forEachOf(draft, name, (field) => Object.assign(field, { isHidden: false, nullableIn: [] })),
  ...homes.map(
    (home): Edit =>
      (draft) =>
        forEachOf(draft, name, (field) => removeFrom(field.in, home)),
  ),
];

function forEachOf(draft: GraphDraft, name: string, edit: (field: FieldDraft) => void): void {
  for (const field of fieldsOf(draft, name)) edit(field);
}

function leave(draft: GraphDraft, { name, at, home }: { name: string; at: number; home: string }): void {
  const object = objectIn(draft, name);
  const key = object?.keys[at];
  if (!object || !key) return;
  removeFrom(key.enters, home);
  removeFrom(key.names, home);
}

function removeMember(draft: GraphDraft, { name, home, member }: { name: string; home: string; member: string }): void {
  const abstract = draft.abstracts.find((one) => one.name === name);
  if (!abstract) return;
  removeFrom(abstract.members[home], member);
  if (abstract.members[home]?.length === 0) delete abstract.members[home];
}
