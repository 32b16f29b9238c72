import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { encodeEvent, organizationAccessed, specOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { asyncApi } from './async-api.js';
import { envelopeHeaders } from './envelope-headers.js';
import { planContracts } from './plan-contracts.js';
import { readersOf } from './readers.js';
import { errorsOf } from './testing/async-api-errors.js';
import { anEvent, order } from './testing/planted.js';
import { aRecord } from './testing/record.js';
import { validatorOf } from './testing/validator.js';

const placed = anEvent(z.object(order));
const canceled = anEvent(z.object({ orderId: z.uuid(), reason: z.string() }), { type: 'order.canceled.v1', promise: 'It is off.' });

const listeners = [
  { name: 'audit', consumers: [{ name: 'audit.keep', events: 'all' as const }] },
  { name: 'billing', consumers: [{ name: 'billing.refund', events: [canceled] }] },
];

function documentOf(definitions = [placed, canceled]) {
  const { contracts } = planContracts({ definitions, committed: new Map() });
  return asyncApi({ contracts, readers: readersOf(listeners), version: '1.2.3', settingsOf: specOf });
}

/** The parser brings a rule engine along, which takes a while to load. */
const PATIENCE = 120_000;

describe('the AsyncAPI document', () => {
  it(
    'is a valid one, for events of every kind',
    async () => {
      expect(await errorsOf(documentOf([placed, canceled, organizationAccessed('shop'), organizationAccessed('billing')]))).toEqual([]);
    },
    PATIENCE,
  );

  it('is valid as it is committed', async () => {
    expect(await errorsOf(JSON.parse(await readFile(new URL('../asyncapi.json', import.meta.url), 'utf8')))).toEqual([]);
  });

  it('would be refused by the parser with a message that no channel has, and with a payload that is no schema', async () => {
    const lost = documentOf() as { operations: Record<string, { messages: object[] }> };
    lost.operations['shop-sends-order']?.messages.push({ $ref: '#/channels/evt.shop.order.v1/messages/lost' });
    const wrong = documentOf() as { components: { messages: Record<string, { payload: { type?: string } }> } };
    Object.assign(wrong.components.messages['order.canceled.v1']?.payload ?? {}, { type: 'orders' });

    expect(await errorsOf(lost)).not.toEqual([]);
    expect(await errorsOf(wrong)).not.toEqual([]);
  });

  it('has a channel for each topic, made as the topic is made', () => {
    expect(documentOf()).toMatchObject({
      channels: {
        'evt.shop.order.v1': {
          address: 'evt.shop.order.v1',
          messages: { 'order.canceled.v1': {}, 'order.placed.v1': {} },
          bindings: { kafka: { partitions: 12, topicConfiguration: { 'retention.ms': 604_800_000 } } },
        },
      },
    });
  });

  it('is the same in whatever order the events are told', () => {
    const told = [placed, organizationAccessed('shop'), organizationAccessed('billing')];

    expect(JSON.stringify(documentOf(told))).toBe(JSON.stringify(documentOf(told.toReversed())));
  });

  it('tells who sends and who receives what', () => {
    const operations = documentOf().operations as Record<string, { action: string; messages: { $ref: string }[] }>;
    const told = Object.entries(operations).map(([name, { action, messages }]) => [
      name,
      action,
      messages.map(({ $ref }) => $ref.split('/').at(-1)),
    ]);

    expect(told).toEqual([
      ['shop-sends-order', 'send', ['order.canceled.v1', 'order.placed.v1']],
      ['audit-receives-shop-order', 'receive', ['order.canceled.v1', 'order.placed.v1']],
      ['billing-receives-shop-order', 'receive', ['order.canceled.v1']],
    ]);
  });

  it('describes the envelope that is sent', () => {
    const validate = validatorOf(envelopeHeaders as unknown as Parameters<typeof validatorOf>[0]);
    const { headers, key } = encodeEvent(aRecord(canceled, { orderId: '019cae3f-5a00-7abc-8def-0123456789ab', reason: 'none' }));
    const known = Object.keys(envelopeHeaders.properties);

    expect({ isValid: validate(headers), errors: validate.errors }).toEqual({ isValid: true, errors: null });
    expect(Object.keys(headers).filter((name) => !name.startsWith('x-') && !known.includes(name))).toEqual([]);
    expect(key?.toString()).toBe('platform:order:019cae3f-5a00-7abc-8def-0123456789ab');
    for (const name of envelopeHeaders.required) expect(validate({ ...headers, [name]: undefined })).toBe(false);
  });
});
