import { externalIn, type FieldDraft, homesOf, hostsOf, newField, type ObjectDraft, objectOf, type Pick, picked, picks } from './draft.js';
import { addField, bring, canBring, isLeaf, type Pen, someOf } from './pen.js';
import { isList, named, nameOf, printType } from './type-ref.js';

const entitiesOf = ({ draft }: Pen) => draft.objects.filter(({ kind }) => kind === 'entity');

/** Of more, nested and in chains, the planner finds more ways than it can hold. */
const MOST_REQUIRED = 3;

/** Fields that need what other subgraphs have: leaves, parts of values, parts of other entities. */
export function drawRequires(pen: Pen): void {
  const { random } = pen;
  for (const entity of entitiesOf(pen))
    for (const host of random.some(hostsOf(entity), 0.5)) {
      const foreign = entity.fields.filter((field) => canRequire(pen, field, host));
      if (foreign.length === 0) continue;
      const requires = someOf(random, foreign, 0.3)
        .slice(0, MOST_REQUIRED)
        .flatMap((field) => pickOf(pen, field, host));
      if (requires.length === 0) continue;
      for (const field of picks(pen.draft, entity, requires)) field.canFail = false;
      const name = `${entity.name.toLowerCase()}r${host}`;
      addField(pen, entity, newField(name, named('String', random.chance(0.3)), { in: [host], requires, canFail: random.chance(0.2) }));
    }
}

const canRequire = (pen: Pen, field: FieldDraft, host: string) =>
  !field.isKey &&
  !field.in.includes(host) &&
  field.args.every(({ type, fallback }) => nameOf(type) in REQUIRED && !isList(type) && fallback === undefined) &&
  canBring(pen, nameOf(field.type), host);

/** What a @requires gives as an argument. A default would be the subgraph's to add, and is left to clients. */
const REQUIRED: Record<string, unknown> = { Int: 3, Float: 1.5, String: 'needed', Boolean: true, ID: 'i-3' };

/** The field, with something below it where it has that. */
function pickOf(pen: Pen, field: FieldDraft, host: string): Pick[] {
  const args = Object.fromEntries(field.args.map(({ name, type }) => [name, REQUIRED[nameOf(type)]]));
  return pickPlain(pen, field, host).map((pick) => (field.args.length > 0 ? { ...pick, args } : pick));
}

function pickPlain(pen: Pen, field: FieldDraft, host: string): Pick[] {
  const { draft, random } = pen;
  const name = nameOf(field.type);
  if (isLeaf(draft, name)) return [picked(field.name)];
  const object = objectOf(draft, name);
  if (!object) return [];
  const isPlain = (part: FieldDraft) => part.args.length === 0 && isLeaf(draft, nameOf(part.type)) && part.requires.length === 0;
  bring(pen, name, host);
  const parts = object.fields.filter((part) => isPlain(part) && (object.kind === 'value' || part.in.length > 0));
  if (parts.length === 0) return [];
  return [
    picked(
      field.name,
      ...someOf(random, parts, 0.3)
        .slice(0, MOST_REQUIRED)
        .map((part) => picked(part.name)),
    ),
  ];
}

/** Ways along which a subgraph resolves what another one has. */
export function drawProvides(pen: Pen): void {
  const { random, draft } = pen;
  for (const owner of draft.objects.filter(({ kind }) => kind !== 'value'))
    for (const field of owner.fields) {
      const target = objectOf(draft, nameOf(field.type));
      const [host] = field.in;
      if (target?.kind !== 'entity' || field.isKey || !host || field.in.length > 1 || !random.chance(0.3)) continue;
      const foreign = target.fields.filter((leaf) => canProvide(pen, target, leaf, host));
      if (foreign.length > 0) field.provides = random.pick(foreign).name;
    }
}

const canProvide = (pen: Pen, target: ObjectDraft, leaf: FieldDraft, host: string) =>
  !leaf.isKey &&
  leaf.in.length > 0 &&
  leaf.overrides === undefined &&
  leaf.requires.length === 0 &&
  leaf.args.length === 0 &&
  isLeaf(pen.draft, nameOf(leaf.type)) &&
  !leaf.in.includes(host) &&
  // Where the subgraph is handed the field for another one's sake, it could not tell whether it provides it.
  !externalIn(pen.draft, target, leaf).includes(host);

/** Fields that moved to another subgraph, fields that clients may not see, and fields that only some call nullable. */
export function drawTwists(pen: Pen): void {
  const { random, draft } = pen;
  for (const entity of entitiesOf(pen))
    for (const field of entity.fields.filter(({ isKey }) => !isKey)) {
      const isShared = draft.abstracts.some(({ fields }) => fields.some(({ name }) => name === field.name));
      if (isShared) continue;
      if (random.chance(0.12)) overrideSomewhere(pen, entity, field);
      if (random.chance(0.08)) field.isHidden = true;
      if (random.chance(0.7)) loosen(pen, field);
    }
}

function overrideSomewhere(pen: Pen, entity: ObjectDraft, field: FieldDraft): void {
  if (field.in.length !== 1 || field.requires.length > 0 || field.provides || externalIn(pen.draft, entity, field).length > 0) return;
  const from = homesOf(entity).filter((home) => !field.in.includes(home) && canHave(pen, field, home));
  if (from.length === 0) return;
  field.overrides = pen.random.pick(from);
  bring(pen, nameOf(field.type), field.overrides);
}

const canHave = (pen: Pen, { type }: FieldDraft, home: string): boolean => {
  const abstract = pen.draft.abstracts.find(({ name }) => name === nameOf(type));
  return abstract ? home in abstract.members : canBring(pen, nameOf(type), home);
};

/** Never null and never failing then: how far a null moves up would depend on who was asked. */
function loosen({ draft }: Pen, field: FieldDraft): void {
  const isLoose = field.in.length > 1 && field.type.isRequired && !isList(field.type) && isLeaf(draft, printType(field.type).slice(0, -1));
  if (!isLoose) return;
  field.nullableIn = field.in.slice(1);
  field.canFail = false;
}
