import { homesOf, hostsOf, newField, type ObjectDraft, type Pick, picked } from './draft.js';
import { nameKey, type Pen, someOf } from './pen.js';
import { named } from './type-ref.js';

const KEYS: readonly (readonly Pick[])[] = [
  [picked('id')],
  [picked('code'), picked('region')],
  [picked('sku')],
  [picked('unit', picked('code'))],
  [picked('region'), picked('unit', picked('code'))],
];

/** Where the interface that an object stands for has its members, and where that object is. */
export interface StandIn {
  home: string;
  elsewhere: string;
}

/** Entities with their keys: from each subgraph that has one, each other can be reached. */
export function drawEntities(pen: Pen, standIn: StandIn | undefined): void {
  const count = 2 + pen.random.below(3);
  for (let index = 0; index < count; index += 1) drawEntity(pen, `E${index}`, index < 2 ? standIn : undefined);
}

function drawEntity(pen: Pen, name: string, standIn: StandIn | undefined): void {
  const { random, draft } = pen;
  const entity: ObjectDraft = { kind: 'entity', name, in: [], keys: [], fields: [], keptOut: standIn ? [standIn.elsewhere] : [] };
  draft.objects.push(entity);
  addKeyFields(pen, entity);

  const open = draft.subgraphs.filter((subgraph) => subgraph !== standIn?.elsewhere);
  const first = standIn?.home ?? random.pick(open);
  const others = random.some(
    open.filter((subgraph) => subgraph !== first),
    0.6,
  );
  const offered = someOf(random, KEYS, 0.4);
  const keys = standIn && !offered.includes(KEYS[0]!) ? [KEYS[0]!, ...offered] : offered;
  enter(pen, entity, first, standIn ? keys : someOf(random, keys));
  for (const host of others) {
    const shared = random.pick(entity.keys).fields;
    enter(pen, entity, host, [shared, ...random.some(keys, 0.25).filter((key) => key !== shared)]);
  }
  nameMoreKeys(pen, entity);
}

/** Every way in that an entity of any key has. */
function addKeyFields({ draft }: Pen, { name, fields }: ObjectDraft): void {
  const unit: ObjectDraft = { kind: 'value', name: `${name}Unit`, in: [], keys: [], fields: [], keptOut: [] };
  unit.fields.push(newField('code', named('Int', true), { isKey: true }), newField('tag', named('String')));
  draft.objects.push(unit);
  const types = { id: named('ID', true), code: named('Int', true), region: named('String', true), sku: named('String', true) };
  fields.push(...Object.entries(types).map(([field, type]) => newField(field, type, { isKey: true })));
  fields.push(newField('unit', named(unit.name, true), { isKey: true }));
}

function enter(pen: Pen, entity: ObjectDraft, subgraph: string, keys: readonly (readonly Pick[])[]): void {
  for (const fields of keys) {
    const key = entity.keys.find((known) => known.fields === fields) ?? { fields: fields as Pick[], enters: [], names: [] };
    if (!entity.keys.includes(key)) entity.keys.push(key);
    if (key.enters.includes(subgraph)) continue;
    key.enters.push(subgraph);
    nameKey(pen, entity, fields, subgraph);
  }
}

/** A host names a key of another host's, and cannot be entered by it. */
function nameMoreKeys(pen: Pen, entity: ObjectDraft): void {
  for (const key of entity.keys)
    for (const host of pen.random.some(hostsOf(entity), 0.4)) {
      if (key.enters.includes(host) || !homesOf(entity).includes(host)) continue;
      key.names.push(host);
      nameKey(pen, entity, key.fields, host);
    }
}
