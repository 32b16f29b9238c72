import { type AbstractDraft, type FieldDraft, newField, objectOf } from './draft.js';
import type { StandIn } from './draw-entities.js';
import { drawArguments } from './draw-leaves.js';
import { addField, bring, composites, eligible, leafNames, type Pen, someOf, wrapped } from './pen.js';
import { named } from './type-ref.js';

/** An interface of the first two entities, for which an object stands in a subgraph that knows none of them. */
export function drawInterfaceObject(pen: Pen, { home, elsewhere }: StandIn): void {
  const members = ['E0', 'E1'];
  const stand: AbstractDraft = {
    kind: 'interface',
    name: 'N0',
    members: { [home]: members, [elsewhere]: members },
    fields: [newField('id', named('ID', true), { in: [home, elsewhere], isKey: true })],
    objectIn: elsewhere,
  };
  pen.draft.abstracts.push(stand);
  shareFields(pen, stand, [home]);
}

/** What the subgraph of the object adds to every member; it may need what the members have. */
export function addStandInFields(pen: Pen): void {
  const { random, draft } = pen;
  const stand = draft.abstracts.find(({ objectIn }) => objectIn);
  if (!stand?.objectIn) return;
  const here = [stand.objectIn];
  for (let count = 0; count <= random.below(3); count += 1) {
    const name = random.chance(0.6) ? random.pick(leafNames(pen)) : random.pick(composites(pen, here));
    const field = newField(`n0o${count}`, wrapped(pen, name), { in: here, args: drawArguments(pen), canFail: random.chance(0.3) });
    addField(pen, stand, field);
  }
  const needed = stand.fields.find((field) => !field.isKey && !field.in.includes(here[0]!) && field.args.length === 0);
  if (!needed || !random.chance(0.5) || !leafNames(pen).includes(leafOf(needed))) return;
  for (const owner of [stand, ...draft.objects]) for (const field of owner.fields) if (field.name === needed.name) field.canFail = false;
  addField(pen, stand, newField('n0r', named('String'), { in: here, requires: [{ name: needed.name, of: [] }] }));
}

const leafOf = ({ type }: FieldDraft): string => ('of' in type ? '' : type.name);

/** Interfaces and unions, of which each subgraph may know other members. */
export function drawAbstracts(pen: Pen): void {
  const { random } = pen;
  for (let count = random.below(3); count > 0; count -= 1) drawInterface(pen, `I${count}`);
  for (let count = random.below(3); count > 0; count -= 1) {
    const members = drawMembers(pen);
    if (members) pen.draft.abstracts.push({ kind: 'union', name: `U${count}`, members, fields: [] });
  }
}

function drawInterface(pen: Pen, name: string): void {
  const members = drawMembers(pen);
  if (!members) return;
  const abstract: AbstractDraft = { kind: 'interface', name, members, fields: [] };
  pen.draft.abstracts.push(abstract);
  shareFields(pen, abstract, Object.keys(members));
}

function drawMembers(pen: Pen): Record<string, string[]> | undefined {
  const { random, draft } = pen;
  const members: Record<string, string[]> = {};
  for (const subgraph of someOf(random, draft.subgraphs, 0.4)) {
    const names = eligible(pen, subgraph);
    if (names.length === 0) continue;
    members[subgraph] = someOf(random, names, 0.6);
    for (const name of members[subgraph]) bring(pen, name, subgraph);
  }
  return Object.keys(members).length > 0 ? members : undefined;
}

/** Fields of the interface; a subgraph need not declare each, but its members have them all. */
function shareFields(pen: Pen, abstract: AbstractDraft, subgraphs: readonly string[]): void {
  const { random, draft } = pen;
  const count = 1 + random.below(3);
  const entities = entityNames(pen);
  const drawn = Array.from({ length: count }, (_, index) => {
    const name = random.pick(entities.length > 0 && random.chance(0.2) ? entities : leafNames(pen));
    return newField(`${abstract.name.toLowerCase()}f${index}`, wrapped(pen, name), {
      in: index === 0 ? [...subgraphs] : someOf(random, subgraphs, 0.7),
      args: drawArguments(pen),
      canFail: random.chance(0.25),
    });
  });
  abstract.fields.push(...drawn);
  for (const name of new Set(subgraphs.flatMap((subgraph) => abstract.members[subgraph] ?? []))) {
    const member = objectOf(draft, name);
    if (!member) throw new Error(`${abstract.name} has no member ${name}`);
    const homes = subgraphs.filter((subgraph) => abstract.members[subgraph]?.includes(name));
    for (const field of drawn) {
      const isStricter = random.chance(0.2);
      const type = isStricter ? { ...field.type, isRequired: true } : field.type;
      addField(pen, member, { ...field, type, in: member.kind === 'value' ? [] : [...homes], nullableIn: [] });
    }
  }
}

const entityNames = ({ draft }: Pen): string[] =>
  draft.objects.filter(({ kind, keptOut }) => kind === 'entity' && keptOut.length === 0).map(({ name }) => name);
