import { type EventDefinition, eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';

/** An event of the tests, with any payload. */
export const anEvent = (
  payload: z.ZodObject,
  { type = 'order.placed.v1', source = 'shop', promise = 'An order was placed.' } = {},
): EventDefinition => eventsOf(source)(type, { aggregate: 'order', id: 'orderId', promise, payload });

/** What the planted changes change. */
export const order = {
  orderId: z.uuid(),
  organizationId: z.uuid(),
  status: z.enum(['OPEN', 'PAID']),
  note: z.string().optional(),
  total: z.int().min(0).max(1_000_000),
  paidAt: z.iso.datetime().nullable(),
  buyer: z.object({ email: z.email(), name: z.string().nullable() }),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().min(1) })),
  labels: z.record(z.string(), z.string()),
  payment: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('card'), digits: z.string() }),
    z.object({ kind: z.literal('invoice'), dueAt: z.iso.datetime() }),
  ]),
};
