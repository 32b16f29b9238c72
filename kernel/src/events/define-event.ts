import type { z } from 'zod';

/** What a subgraph promises to tell the others: a past-tense fact with a versioned name and a typed payload. */
export interface EventDefinition<Payload = unknown> {
  /** `tenant.suspended.v1` */
  readonly type: string;
  /** The subgraph that publishes it. */
  readonly source: string;
  /** What changed: `organization`. Events of one aggregate keep their order. */
  readonly aggregate: string;
  /** `evt.<source>.<aggregate>.v1` */
  readonly topic: string;
  /** What a consumer may rely on, in one sentence. */
  readonly promise: string;
  /** Number of the payload's shape within its major version, from 0; readers of any one can read all the others. */
  readonly minor: number;
  /** Where the JSON Schema of that shape is found, `ce_dataschema` of the envelope: `/schemas/tenant.suspended.v1/0.json` */
  readonly dataschema: string;
  readonly payload: z.ZodType<Payload>;
  aggregateId(payload: Payload): string;
  organizationId(payload: Payload): string | null;
}

interface EventInit<Shape extends z.ZodObject> {
  aggregate: string;
  /** The payload's field that holds the aggregate's id. */
  id: keyof z.output<Shape> & string;
  promise: string;
  payload: Shape;
}

const defined = new Map<string, EventDefinition>();

/** All events that this process knows of, because it imported their contracts. */
export const definedEvents = (): EventDefinition[] => [...defined.values()];

/**
 * The events of one publisher. A payload with `organizationId` belongs to that organization.
 *
 * @param minors number of each payload's newest shape, by event type; the first one is 0.
 *
 * ```ts
 * const defineEvent = eventsOf('tenant');
 * export const tenantSuspended = defineEvent('tenant.suspended.v1', { aggregate: 'organization', id: 'organizationId', … });
 * ```
 */
export function eventsOf(source: string, minors: Readonly<Record<string, number>> = {}) {
  return <Shape extends z.ZodObject>(type: string, init: EventInit<Shape>): EventDefinition<z.output<Shape>> => {
    const definition: EventDefinition<z.output<Shape>> = {
      type,
      source,
      aggregate: init.aggregate,
      topic: `evt.${source}.${init.aggregate}.v1`,
      promise: init.promise,
      minor: minors[type] ?? 0,
      dataschema: `/schemas/${type}/${minors[type] ?? 0}.json`,
      payload: init.payload as unknown as z.ZodType<z.output<Shape>>,
      aggregateId: (payload) => String(payload[init.id]),
      organizationId: (payload) => (payload as { organizationId?: string | null }).organizationId ?? null,
    };
    defined.set(`${source} ${type}`, definition as EventDefinition);
    return definition;
  };
}
