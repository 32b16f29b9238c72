import { type FieldDraft, hostsOf, newField, type ObjectDraft } from './draft.js';
import { drawArguments } from './draw-leaves.js';
import { addField, composites, leafNames, type Pen, someOf, wrapped } from './pen.js';

/** Values: the same wherever they are. */
export function drawValues(pen: Pen): void {
  const { random, draft } = pen;
  const values = Array.from({ length: 1 + random.below(3) }, (_, index): ObjectDraft => {
    return { kind: 'value', name: `V${index}`, in: [], keys: [], fields: [], keptOut: [] };
  });
  const entities = draft.objects.filter(({ kind }) => kind === 'entity').map(({ name }) => name);
  draft.objects.push(...values);
  values.forEach(({ name, fields }, index) => {
    const below = values.slice(index + 1).map((value) => value.name);
    for (let count = 0; count <= 1 + random.below(3); count += 1) {
      const type = count > 0 && random.chance(0.3) ? random.pick([...entities, ...below]) : random.pick(leafNames(pen));
      const facts = { args: drawArguments(pen), canFail: random.chance(0.2) };
      fields.push(newField(`${name.toLowerCase()}f${count}`, wrapped(pen, type), facts));
    }
  });
}

/** What each entity has, in one of its subgraphs or shared by several. */
export function drawEntityFields(pen: Pen): void {
  const { random, draft } = pen;
  for (const entity of draft.objects.filter(({ kind }) => kind === 'entity')) {
    const hosts = hostsOf(entity);
    const count = Math.max(hosts.length, 3) + random.below(3);
    for (let index = 0; index < count; index += 1) {
      const isShared = hosts.length > 1 && random.chance(0.2);
      const homes = isShared ? someOf(random, hosts, 0.7) : [hosts[index % hosts.length]!];
      addField(pen, entity, drawField(pen, `${entity.name.toLowerCase()}f${index}`, homes));
    }
  }
}

/** A field of anything that the subgraphs can have. */
function drawField(pen: Pen, name: string, homes: string[]): FieldDraft {
  const { random } = pen;
  const wide = random.chance(0.4) ? composites(pen, homes) : [];
  const type = wide.length > 0 ? random.pick(wide) : random.pick(leafNames(pen));
  return newField(name, wrapped(pen, type), { in: homes, args: drawArguments(pen), canFail: random.chance(0.25) });
}

/** Ways into the graph. */
export function drawRoots(pen: Pen): void {
  const { random, draft } = pen;
  const query: ObjectDraft = { kind: 'root', name: 'Query', in: [], keys: [], fields: [], keptOut: [] };
  const mutation: ObjectDraft = { kind: 'root', name: 'Mutation', in: [], keys: [], fields: [], keptOut: [] };
  for (const subgraph of draft.subgraphs) {
    for (let count = 0; count <= 1 + random.below(3); count += 1) {
      const homes = random.chance(0.12) ? [...new Set([subgraph, random.pick(draft.subgraphs)])] : [subgraph];
      addField(pen, query, drawRoot(pen, `${subgraph}q${count}`, homes));
    }
    if (random.chance(0.4))
      for (let count = 0; count <= random.below(2); count += 1) addField(pen, mutation, drawRoot(pen, `${subgraph}m${count}`, [subgraph]));
  }
  draft.objects.push(query, ...(mutation.fields.length > 0 ? [mutation] : []));
}

function drawRoot(pen: Pen, name: string, homes: string[]): FieldDraft {
  const { random } = pen;
  const wide = random.chance(0.9) ? composites(pen, homes) : [];
  const type = wide.length > 0 ? random.pick(wide) : random.pick(leafNames(pen));
  return newField(name, wrapped(pen, type), { in: homes, args: drawArguments(pen), canFail: random.chance(0.1) });
}
