import { type GraphQLObjectType, type GraphQLSchema, isUnionType, Kind as NodeKind, parse } from 'graphql';
import { type Random, seeded } from '../random.js';
import type { Principal } from '../world/principals.js';
import type { Kind } from '../world/values.js';
import { ArgumentWriter, Variables } from './arguments.js';
import { Drawer, type Pools, TENDENCIES } from './draw.js';
import { documentOf, pickPrincipal } from './front-door.js';
import type { Operation } from './operation.js';
import type { Permitted } from './permitted.js';
import { SelectionWriter } from './selections.js';

/** What a reference to an entity of each type holds, by its key. */
const KEYS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  Organization: { id: 'organization', slug: 'slug' },
  User: { id: 'user' },
  Membership: { id: 'membership' },
  Role: { id: 'role' },
  Session: { id: 'session' },
  OrganizationDomain: { id: 'domain' },
  OrganizationSubscription: { id: 'subscription' },
  OrganizationModule: { id: 'organizationModule' },
  TemplateApplication: { id: 'templateApplication' },
  AuditEvent: { id: 'auditEvent' },
  Invitation: { id: 'invitation' },
  Operation: { id: 'operation' },
};

/** One subgraph as its siblings see it: with references to entities, and with fields that clients do not see. */
export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  /** The keys of each entity: `Organization` → `id`, `slug`. */
  keys: ReadonlyMap<string, readonly string[]>;
  /** Fields that it can only answer where the caller brings them: not asked for. */
  external: ReadonlySet<string>;
}

/** What a subgraph's SDL declares: the keys of its entities, and the fields that others have (`Organization.name`). */
export function readSdl(sdl: string): { keys: Map<string, string[]>; external: Set<string> } {
  const keys = new Map<string, string[]>();
  const external = new Set<string>();
  for (const node of parse(sdl).definitions) {
    if (node.kind !== NodeKind.OBJECT_TYPE_DEFINITION && node.kind !== NodeKind.OBJECT_TYPE_EXTENSION) continue;
    for (const directive of node.directives ?? []) {
      const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
      if (directive.name.value === 'key' && value?.kind === NodeKind.STRING)
        keys.set(node.name.value, [...(keys.get(node.name.value) ?? []), value.value]);
    }
    for (const field of node.fields ?? [])
      if (field.directives?.some(({ name }) => name.value === 'external')) external.add(`${node.name.value}.${field.name.value}`);
  }
  return { keys, external };
}

export interface SideAsked {
  pools: Pools;
  principals: readonly Principal[];
  permitted: Permitted;
}

interface Writing {
  random: Random;
  drawer: Drawer;
  variables: Variables;
  principal: Principal;
}

/** Writes selections over a subgraph's own schema, for somebody who may see them. */
export const subgraphWriter = (
  { permitted }: Pick<SideAsked, 'permitted'>,
  { schema, external }: Subgraph,
  { random, drawer, variables, principal }: Writing,
): SelectionWriter =>
  new SelectionWriter({
    schema,
    random,
    args: new ArgumentWriter(random, drawer, variables),
    variables,
    isPermitted: (type, field, returns) => permitted(principal.identity, type, field, returns),
    budget: random.pick([8, 20, 40]),
    leaveOut: external,
  });

/** Writes requests to a subgraph past the gateway, as whoever forged nothing but stands inside would send them. */
export class SideDoor {
  readonly #subgraphs: readonly Subgraph[];
  readonly #asked: SideAsked;

  constructor(subgraphs: readonly Subgraph[], asked: SideAsked) {
    this.#subgraphs = subgraphs;
    this.#asked = asked;
  }

  write(index: number, seed: string): Operation {
    const random = seeded(seed);
    const subgraph = this.#subgraphs[index % this.#subgraphs.length] as Subgraph;
    const principal = pickPrincipal(this.#asked.principals, random);
    const drawer = new Drawer(random, this.#asked.pools, { tendency: random.pick(TENDENCIES), principal });
    const variables = new Variables();
    const writer = subgraphWriter(this.#asked, subgraph, { random, drawer, variables, principal });
    const isReference = random.chance(0.75);
    const field = isReference ? this.#entities(subgraph, { random, drawer, variables, writer }) : rootField(subgraph, random, writer);
    return {
      seed,
      door: subgraph.name,
      principal,
      host: '',
      headers: {},
      document: documentOf(field.kind, { fields: [field.text], variables, fragments: writer.fragments }),
      variables: variables.values,
      ...drawer.drawn(),
    };
  }

  #entities({ schema, keys }: Subgraph, { random, drawer, variables, writer }: Tools): Field {
    const union = schema.getType('_Entity');
    const types = isUnionType(union) ? union.getTypes() : [];
    const wanted = Array.from({ length: 1 + random.below(4) }, () => random.pick(types));
    const representations = wanted.map(({ name }) => this.#representation(name, keys.get(name) ?? ['id'], { random, drawer }));
    const variable = variables.add('[_Any!]!' as never, representations);
    const below = [...new Set(wanted)].map((type) => `... on ${type.name} { ${writer.set(type, { depth: 1, aliased: true })} }`);
    return { kind: 'query', text: `_entities(representations: ${variable}) { __typename ${below.join(' ')} }` };
  }

  /** A reference by one of its keys; now and then by several, which do not belong together. */
  #representation(
    typeName: string,
    keys: readonly string[],
    { random, drawer }: Pick<Tools, 'random' | 'drawer'>,
  ): Record<string, unknown> {
    const chosen = random.chance(0.1) ? keys : [random.pick(keys)];
    const values = chosen.map((key) => {
      const kind = KEYS[typeName]?.[key];
      return [key, kind ? drawer.named(kind, `${typeName}.${key}`) : drawer.text(`${typeName}.${key}`, 'String')];
    });
    return { __typename: typeName, ...Object.fromEntries(values) };
  }
}

interface Tools {
  random: Random;
  drawer: Drawer;
  variables: Variables;
  writer: SelectionWriter;
}

interface Field {
  kind: 'query' | 'mutation';
  text: string;
}

/** A root field of the subgraph, those for siblings only among them. */
function rootField({ schema }: Subgraph, random: Random, writer: SelectionWriter): Field {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((root): root is GraphQLObjectType => Boolean(root));
  const root = random.pick(roots);
  const fields = Object.values(root.getFields()).filter(({ name }) => !name.startsWith('_'));
  const text = writer.field(root, random.pick(fields), { depth: 0, aliased: true });
  return { kind: root === schema.getMutationType() ? 'mutation' : 'query', text };
}
