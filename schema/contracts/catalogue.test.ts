import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { catalogueRows } from './catalogue.js';
import { readersOf } from './readers.js';
import { anEvent, order } from './testing/planted.js';

const placed = anEvent(z.object(order));
const canceled = anEvent(z.object({ orderId: z.uuid() }), { type: 'order.canceled.v1', source: 'market', promise: 'It is off.' });

const readers = readersOf([
  { name: 'audit', consumers: [{ name: 'audit.keep', events: 'all' }] },
  { name: 'billing', consumers: [{ name: 'billing.refund', events: [canceled] }] },
  { name: 'idle' },
]);

describe('the catalogue of events', () => {
  it('lists each publisher’s events with what they hold, in words', () => {
    const rows = catalogueRows([placed, canceled], readers);

    expect([...rows.keys()]).toEqual(['market', 'shop']);
    expect(rows.get('shop')).toEqual([
      {
        type: 'order.placed.v1',
        topic: 'evt.shop.order.v1',
        aggregate: 'order',
        promise: 'An order was placed.',
        payload: [
          '`orderId` uuid',
          '`organizationId` uuid',
          '`status` OPEN | PAID',
          '`note`? string',
          '`total` integer',
          '`paidAt` date-time or null',
          '`buyer` { `email` email, `name` string or null }',
          '`lines` [{ `sku` string, `quantity` integer }]',
          '`labels` { any: string }',
          '`payment` { `kind` card, `digits` string } | { `kind` invoice, `dueAt` date-time }',
        ].join(', '),
        consumers: '',
      },
    ]);
  });

  it('names the consumers that react to an event, and not those that hear everything', () => {
    expect(catalogueRows([canceled], readers).get('market')).toMatchObject([{ consumers: 'billing.refund' }]);
  });
});
