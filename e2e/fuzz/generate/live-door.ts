import { type GraphQLField, type GraphQLObjectType, getNamedType } from 'graphql';
import { absentTwin, tellingParts } from '../marks.js';
import { type Random, seeded } from '../random.js';
import type { Events, Told } from '../world/events.js';
import type { Principal } from '../world/principals.js';
import { Variables } from './arguments.js';
import { Drawer, TENDENCIES } from './draw.js';
import { documentOf, pickPrincipal } from './front-door.js';
import type { Event, Operation } from './operation.js';
import { type SideAsked, type Subgraph, subgraphWriter } from './side-door.js';

/** What each subscription is told of; one that is not here is handed whatever its subgraph tells of. */
const WORDS: Readonly<Record<string, string>> = {
  auditEventRecorded: 'audit-event',
  invitationChanged: 'invitation',
  memberChanged: 'membership',
  operationProgressed: 'operation',
  organizationChanged: 'organization',
  organizationModuleChanged: 'organization-module',
  organizationsChanged: 'organization',
  realtimeStatus: 'realtime',
  registryChanged: 'module',
  sessionChanged: 'session',
  subscriptionChanged: 'subscription',
  templateChanged: 'industry-template',
};

export interface LiveAsked extends SideAsked {
  events: Events;
  /** What is B's in a message. */
  canaries: ReadonlySet<string>;
  /** Root fields that are asked for; all of them where it is left out. */
  only?: readonly string[];
}

interface Goal {
  subgraph: Subgraph;
  root: GraphQLObjectType;
  field: GraphQLField<unknown, unknown>;
}

/** Writes what the gateway asks the subgraphs for subscriptions: to be opened, and to show what a message looks like. */
export class LiveDoor {
  readonly #asked: LiveAsked;
  readonly #goals: readonly Goal[];

  constructor(subgraphs: readonly Subgraph[], asked: LiveAsked) {
    this.#asked = asked;
    this.#goals = subgraphs.flatMap((subgraph) => {
      const root = subgraph.schema.getSubscriptionType();
      const fields = Object.values(root?.getFields() ?? {});
      return root
        ? fields.filter(({ name }) => asked.only?.includes(`${root.name}.${name}`) ?? true).map((field) => ({ subgraph, root, field }))
        : [];
    });
  }

  write(index: number, seed: string): Operation {
    const random = seeded(seed);
    const goal = this.#goals[index % this.#goals.length] as Goal;
    const isEvent = random.chance(0.6);
    const principal = this.#pick(goal, random);
    // What names somebody else's organization is refused for that: most events are to come further.
    const tendency = isEvent && random.chance(0.8) ? TENDENCIES[0] : random.pick(TENDENCIES);
    const drawer = new Drawer(random, this.#asked.pools, { tendency: tendency ?? random.pick(TENDENCIES), principal });
    const variables = new Variables();
    const writer = subgraphWriter(this.#asked, goal.subgraph, { random, drawer, variables, principal });
    const text = writer.field(goal.root, goal.field, { depth: 0, aliased: true, isOnly: true });
    const event = isEvent ? this.#event(goal, random, principal) : null;
    const drawn = drawer.drawn();
    return {
      seed,
      door: goal.subgraph.name,
      principal,
      host: '',
      headers: {},
      document: documentOf('subscription', { fields: [text], variables, fragments: writer.fragments }),
      variables: variables.values,
      ...drawn,
      ...(event ? { event, swaps: new Map([...drawn.swaps, ...this.#swapsOf(event, principal)]) } : {}),
    };
  }

  /** Most often somebody who may subscribe. */
  #pick({ root, field }: Goal, random: Random): Principal {
    const { principals, permitted } = this.#asked;
    const allowed = principals.filter(({ identity }) => permitted(identity, root.name, field.name, getNamedType(field.type).name));
    return pickPrincipal(allowed.length > 0 && random.chance(0.8) ? allowed : principals, random);
  }

  /** A message of B's in most cases, as it is or disguised; else one that is for A, or for everybody. */
  #event({ subgraph, field }: Goal, random: Random, principal: Principal): Event {
    const { ours, theirs, common } = this.#asked.events;
    const meant = WORDS[field.name];
    // What is no event says nowhere that it is another message than the one that is meant.
    const word = meant === 'realtime' || random.chance(0.85) ? meant : undefined;
    const of = (messages: readonly Told[] = []) => messages.filter((told) => word === undefined || told.word === word);
    const own = [...of(ours[subgraph.name]), ...of(common[subgraph.name])];
    const foreign = of(theirs[subgraph.name]);
    if (foreign.length === 0 || (own.length > 0 && random.chance(0.35)))
      return { body: random.pick(own.length > 0 ? own : (common[subgraph.name] as readonly Told[])).body, isForeign: false };
    return disguised(random.pick(foreign), random, principal);
  }

  /** B's values in a message, each with an absent one. */
  #swapsOf({ body }: Event, { own }: Principal): [string, string][] {
    const parts = tellingParts(JSON.stringify(body)).filter((part) => this.#asked.canaries.has(part) && !own.has(part));
    return parts.map((part) => [part, absentTwin(part)]);
  }
}

/** What is B's, as it is; said to be nobody's or of something else; or said to be A's, which must show nothing that it does not say itself. */
function disguised({ body, word }: Told, random: Random, { identity }: Principal): Event {
  const payload = body.payload as Record<string, unknown> | undefined;
  const { organizationId: _, ...nameless } = body;
  const forged = random.pick<() => Event>([
    () => ({ body, isForeign: true }),
    () => ({ body, isForeign: true }),
    () => ({ body, isForeign: true }),
    () => ({ body: { ...body, organizationId: null }, isForeign: true }),
    () => ({ body: nameless, isForeign: true }),
    () => ({ body: { ...body, aggregateType: word === 'organization' ? 'membership' : 'organization' }, isForeign: true }),
    () => ({ body: { ...body, payload: { ...payload, organizationId: identity.organizationId } }, isForeign: true }),
    () => ({ body: { ...body, organizationId: identity.organizationId }, isForeign: identity.organizationId === null }),
  ]);
  return forged();
}
