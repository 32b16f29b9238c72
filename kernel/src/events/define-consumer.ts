import type { EventDefinition } from './define-event.js';
import type { EventRecord } from './event-record.js';

/** A reaction to events, named for its effect. It runs in one transaction with its inbox row: exactly one effect per event. */
export interface Consumer {
  /** Stable for ever: the inbox remembers by it. */
  readonly name: string;
  /** The events it reacts to, or all there are. */
  readonly events: readonly EventDefinition[] | 'all';
  /** The order of events is nothing to it: what fails is tried again later, past others, instead of parking its aggregate. */
  readonly commutative: boolean;
  /** Makes good what is missing in front of an event, from the owner's present state. Called where a gap is noticed; hardly ever. */
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services.
  heal?(ctx: any, record: EventRecord): Promise<unknown>;
  /** The tables that it alone writes, without their schema: they can be built anew from all events and swapped. */
  readonly tables: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services.
  handle(ctx: any, payload: any, record: EventRecord): Promise<void>;
}

interface ConsumerTraits<Ctx> {
  commutative?: boolean;
  heal?(ctx: Ctx, record: EventRecord): Promise<unknown>;
  tables?: readonly string[];
}

interface ConsumerInit<Ctx, Payload> extends ConsumerTraits<Ctx> {
  name: string;
  event: EventDefinition<Payload> | readonly EventDefinition<Payload>[];
  handle(ctx: Ctx, payload: Payload, record: EventRecord): Promise<unknown>;
}

/** Defines a consumer of one event or of several with the same payload. `ctx.em` sees the event's organization only. */
export function defineConsumer<Ctx, Payload>({ name, event, handle, ...traits }: ConsumerInit<Ctx, Payload>): Consumer {
  const events = (Array.isArray(event) ? event : [event]) as readonly EventDefinition[];
  return { ...withDefaults(traits), name, events, handle: async (ctx, payload, record) => void (await handle(ctx, payload, record)) };
}

/** Defines a consumer of every event of every publisher: an audit trail, a mirror. Payloads arrive unchecked. */
export function defineConsumerOfAll<Ctx>({ name, handle, ...traits }: ConsumerOfAllInit<Ctx>): Consumer {
  return { ...withDefaults(traits), name, events: 'all', handle: async (ctx, _payload, record) => void (await handle(ctx, record)) };
}

interface ConsumerOfAllInit<Ctx> extends ConsumerTraits<Ctx> {
  name: string;
  handle(ctx: Ctx, record: EventRecord): Promise<unknown>;
}

const withDefaults = <Ctx>({ commutative = false, tables = [], ...rest }: ConsumerTraits<Ctx>) => ({ commutative, tables, ...rest });
