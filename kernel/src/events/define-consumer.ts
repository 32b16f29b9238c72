import type { EventDefinition } from './define-event.js';
import type { EventRecord } from './event-record.js';

/** A reaction to events, named for its effect. It runs in one transaction with its inbox row: exactly one effect per event. */
export interface Consumer {
  /** Stable for ever: the inbox remembers by it. */
  readonly name: string;
  /** The events it reacts to, or all there are. */
  readonly events: readonly EventDefinition[] | 'all';
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services.
  handle(ctx: any, payload: any, record: EventRecord): Promise<void>;
}

interface ConsumerInit<Ctx, Payload> {
  name: string;
  event: EventDefinition<Payload> | readonly EventDefinition<Payload>[];
  handle(ctx: Ctx, payload: Payload, record: EventRecord): Promise<unknown>;
}

/** Defines a consumer of one event or of several with the same payload. `ctx.em` sees the event's organization only. */
export function defineConsumer<Ctx, Payload>({ name, event, handle }: ConsumerInit<Ctx, Payload>): Consumer {
  const events = (Array.isArray(event) ? event : [event]) as readonly EventDefinition[];
  return { name, events, handle: async (ctx, payload, record) => void (await handle(ctx, payload, record)) };
}

/** Defines a consumer of every event of every publisher: an audit trail, a mirror. Payloads arrive unchecked. */
export function defineConsumerOfAll<Ctx>(init: { name: string; handle(ctx: Ctx, record: EventRecord): Promise<unknown> }): Consumer {
  return { name: init.name, events: 'all', handle: async (ctx, _payload, record) => void (await init.handle(ctx, record)) };
}
