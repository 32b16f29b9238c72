import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType } from 'graphql';
import { type Random, seeded } from '../random.js';
import type { Principal } from '../world/principals.js';
import { ArgumentWriter, Variables } from './arguments.js';
import { Drawer, type Pools, TENDENCIES, type Tendency } from './draw.js';
import { Graph, type Step } from './graph.js';
import { meaningOf } from './meaning.js';
import type { Operation } from './operation.js';
import type { Permitted } from './permitted.js';
import { SelectionWriter } from './selections.js';

/** Times that an operation is written anew. */
const MOST_ATTEMPTS = 3;

interface Attempt {
  seed: string;
  number: number;
  tendency: Tendency;
  isMutation: boolean;
}

export interface Asked {
  pools: Pools;
  principals: readonly Principal[];
  permitted: Permitted;
  /** Root fields that are asked for; all of them where it is left out. */
  only?: readonly string[];
}

/** Writes operations for the front door, out of the schema that it publishes. */
export class FrontDoor {
  readonly #schema: GraphQLSchema;
  readonly #asked: Asked;
  readonly #query: Graph;
  readonly #goals: readonly string[];
  readonly #mutations: readonly GraphQLField<unknown, unknown>[];
  /** Queries that no principal may send. */
  readonly #closed: readonly GraphQLField<unknown, unknown>[];
  /** Queries that take something's name. */
  readonly #naming: readonly GraphQLField<unknown, unknown>[];

  constructor(schema: GraphQLSchema, asked: Asked) {
    this.#schema = schema;
    this.#asked = asked;
    const root = schema.getQueryType() as GraphQLObjectType;
    this.#query = new Graph(schema, root, (from, field) =>
      asked.principals.some((principal) => this.#mayGo(principal, [{ from, field, to: null }])),
    );
    this.#closed = Object.values(root.getFields()).filter(({ name }) => !this.#query.coordinates.includes(`Query.${name}`) && !asked.only);
    const isAsked = (root: string, name: string) => asked.only?.includes(`${root}.${name}`) ?? true;
    this.#goals = this.#query.coordinates.filter((coordinate) => {
      const [type, field] = coordinate.split('.') as [string, string];
      return type === 'Query' ? isAsked(type, field) : !asked.only;
    });
    this.#naming = Object.values(root.getFields()).filter(
      ({ name, args }) => isAsked('Query', name) && args.some((arg) => (meaningOf(`Query.${name}.${arg.name}`, '').kinds ?? []).length > 0),
    );
    this.#mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ name }) => isAsked('Mutation', name));
  }

  /** Operation number so and so of a run. Each goal has its turn, whatever chance adds. */
  write(index: number, seed: string): Operation {
    const random = seeded(seed);
    const isMutation = this.#goals.length === 0 || (this.#mutations.length > 0 && random.chance(0.32));
    const tendency = random.pick(TENDENCIES);
    const attempt = (number: number) => this.#attempt(index, { seed, number, tendency, isMutation });
    let operation = attempt(0);
    // What is to reach for B and happens to name nothing of B's is written anew.
    for (let number = 1; tendency.foreign > 0 && operation.swaps.size === 0 && number <= MOST_ATTEMPTS; number += 1)
      operation = attempt(number);
    return operation;
  }

  #attempt(index: number, { seed, number, tendency, isMutation }: Attempt): Operation {
    const random = seeded(seed, number);
    const ways = isMutation ? [] : this.#waysTo(index, random);
    const principal = this.#pick(ways, random, isMutation);
    const drawer = new Drawer(random, this.#asked.pools, { tendency, principal });
    const variables = new Variables();
    const writer = new SelectionWriter({
      schema: this.#schema,
      random,
      args: new ArgumentWriter(random, drawer, variables),
      variables,
      isPermitted: (type, field, returns) => this.#asked.permitted(principal.identity, type, field, returns),
      budget: random.pick([8, 20, 20, 40, 70]),
    });
    const fields = isMutation ? this.#mutate(index, random, writer) : ways.map((way) => writer.way(way));
    if (!isMutation && number === MOST_ATTEMPTS && this.#naming.length > 0)
      fields.push(writer.field(this.#query.root, random.pick(this.#naming), { depth: 0, aliased: true }));
    return {
      seed,
      door: 'gateway',
      principal,
      host: random.chance(0.85) ? 'localhost' : this.#host(random, drawer),
      headers: this.#headers(random, drawer, seed),
      document: documentOf(isMutation ? 'mutation' : 'query', { fields, variables, fragments: writer.fragments }),
      variables: variables.values,
      ...drawer.drawn(),
    };
  }

  #waysTo(index: number, random: Random): Step[][] {
    const goals = [this.#goals[index % this.#goals.length] as string];
    if (random.chance(0.25)) goals.push(random.pick(this.#goals));
    const ways = goals.map((goal) => this.#query.wayTo(goal, random));
    // Few attempts will do at what is closed to everybody.
    if (this.#closed.length === 0 || !random.chance(0.04)) return ways;
    return [[{ from: this.#query.root, field: random.pick(this.#closed), to: null }]];
  }

  /** More often than not somebody who may go all of the way. */
  #pick(ways: readonly Step[][], random: Random, isMutation: boolean): Principal {
    const { principals } = this.#asked;
    const permitted = principals.filter((principal) => ways.every((way) => this.#mayGo(principal, way)));
    return pickPrincipal(permitted.length > 0 && random.chance(0.75) ? permitted : principals, random, isMutation);
  }

  #mayGo({ identity }: Principal, way: readonly Step[]): boolean {
    return way.every(({ from, field }) => this.#asked.permitted(identity, from.name, field.name, getNamedType(field.type).name));
  }

  #mutate(index: number, random: Random, writer: SelectionWriter): string[] {
    const root = this.#schema.getMutationType() as GraphQLObjectType;
    const fields = [this.#mutations[index % this.#mutations.length] as GraphQLField<unknown, unknown>];
    if (random.chance(0.15)) fields.push(random.pick(this.#mutations));
    return fields.map((field) => writer.field(root, field, { depth: 0, aliased: true }));
  }

  #host(random: Random, drawer: Drawer): string {
    const host = random.pick([
      () => drawer.named('host', 'header: host'),
      () => `${drawer.named('slug', 'header: host')}.localhost`,
      () => 'api.localhost',
      () => 'admin.localhost',
    ])();
    // What is no host name is not sent as one: HTTP would refuse it before anybody looks at it.
    return /^[\w.:-]+$/.test(host) ? host : 'no-such-host.localhost';
  }

  #headers(random: Random, drawer: Drawer, seed: string): Record<string, string> {
    return {
      'x-request-id': `fuzz-${seed}`,
      ...(random.chance(0.04) ? { 'x-organization-id': plain(drawer.named('organization', 'header: x-organization-id')) } : {}),
      ...(random.chance(0.03) ? { 'x-innoerp-identity': plain(drawer.named('accessToken', 'header: x-innoerp-identity')) } : {}),
      ...(random.chance(0.05) ? { origin: `http://${plain(drawer.named('host', 'header: origin'))}` } : {}),
      ...(random.chance(0.1) ? { accept: 'application/graphql-response+json' } : {}),
    };
  }
}

/** What HTTP lets a header be. */
const plain = (value: string): string => (/^[\x21-\x7e]*$/.test(value) ? value : 'nothing');

/** Changes are made by those who may more often than not. */
export function pickPrincipal(principals: readonly Principal[], random: Random, isMutation = false): Principal {
  const [first] = principals;
  if (isMutation && first && random.chance(0.45)) return first;
  const tickets = principals.flatMap((principal) => Array<Principal>(principal.weight).fill(principal));
  return random.pick(tickets);
}

export function documentOf(
  kind: 'query' | 'mutation' | 'subscription',
  { fields, variables, fragments }: { fields: readonly string[]; variables: Variables; fragments: readonly string[] },
): string {
  const definitions = variables.definitions.length > 0 ? `(${variables.definitions.join(', ')})` : '';
  return [`${kind} Fuzz${definitions} { ${fields.join(' ')} }`, ...fragments].join('\n');
}
