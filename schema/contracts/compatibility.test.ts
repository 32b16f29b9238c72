import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { breaksBetween } from './compatibility.js';
import { payloadSchema } from './payload-schema.js';
import { anEvent, order } from './testing/planted.js';

const schemaOf = (payload: z.ZodRawShape) => payloadSchema(anEvent(z.object(payload)), 0).schema;
const before = { ...order, extra: z.record(z.string(), z.unknown()) };
const breaks = (payload: z.ZodRawShape) =>
  breaksBetween(schemaOf(before), schemaOf({ extra: before.extra, ...payload })).map(({ path, rule }) => `${path} ${rule}`);
const { note: _note, status: _status, ...withoutTwo } = order;

describe('a payload that changed', () => {
  it.each<[string, z.ZodRawShape]>([
    ['in nothing', order],
    ['by an optional property', { ...order, channel: z.enum(['WEB', 'SHOP']).optional() }],
    ['by an optional property that may be null', { ...order, channel: z.string().nullable().optional() }],
    ['by an optional object with required properties', { ...order, gift: z.object({ text: z.string() }).optional() }],
    ['by an optional property of an object within', { ...order, buyer: order.buyer.extend({ phone: z.string().optional() }) }],
    [
      'by an optional property of a list’s items',
      { ...order, lines: z.array(order.lines.element.extend({ note: z.string().optional() })) },
    ],
    ['by the order of its values and properties', { ...withoutTwo, status: z.enum(['PAID', 'OPEN']), note: order.note }],
    ['by what it says of itself', { ...order, total: order.total.describe('In cents.') }],
    [
      'by an optional property of one kind',
      {
        ...order,
        payment: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('card'), digits: z.string(), brand: z.string().optional() }),
          z.object({ kind: z.literal('invoice'), dueAt: z.iso.datetime() }),
        ]),
      },
    ],
  ])('%s is read by everybody', (_change, payload) => {
    expect(breaks(payload)).toEqual([]);
  });

  it.each<[string, z.ZodRawShape, string]>([
    ['by a required property', { ...order, channel: z.string() }, 'channel property-required'],
    ['by a required property that may be null', { ...order, channel: z.string().nullable() }, 'channel property-required'],
    ['by the loss of a required property', { ...withoutTwo, note: order.note }, 'status property-removed'],
    ['by the loss of an optional property', { ...withoutTwo, status: order.status }, 'note property-removed'],
    ['by an optional property that is required now', { ...order, note: z.string() }, 'note property-required'],
    ['by a required property that is optional now', { ...order, total: order.total.optional() }, 'total property-optional'],
    ['by another type', { ...order, total: z.string() }, 'total type-changed'],
    ['by a wider type', { ...order, total: z.number().min(0).max(1_000_000) }, 'total type-changed'],
    ['by one more value', { ...order, status: z.enum(['OPEN', 'PAID', 'VOID']) }, 'status values-changed'],
    ['by one value less', { ...order, status: z.enum(['OPEN']) }, 'status values-changed'],
    ['from values to any text', { ...order, status: z.string() }, 'status values-changed'],
    ['by another format', { ...order, orderId: z.string() }, 'orderId format-changed'],
    ['by times with another zone', { ...order, paidAt: z.iso.datetime({ offset: true }).nullable() }, 'paidAt format-changed'],
    ['by null', { ...order, total: order.total.nullable() }, 'total nullable-changed'],
    ['by no null any more', { ...order, paidAt: z.iso.datetime() }, 'paidAt nullable-changed'],
    ['by a higher limit', { ...order, total: z.int().min(0).max(2_000_000) }, 'total limit-changed'],
    ['by a lower limit', { ...order, total: z.int().min(0).max(1000) }, 'total limit-changed'],
    ['within an object', { ...order, buyer: order.buyer.extend({ name: z.string() }) }, 'buyer.name nullable-changed'],
    ['within a list', { ...order, lines: z.array(z.object({ sku: z.int(), quantity: z.int().min(1) })) }, 'lines[].sku type-changed'],
    ['in the length of a list', { ...order, lines: order.lines.min(1) }, 'lines limit-changed'],
    ['in the values of a record', { ...order, labels: z.record(z.string(), z.int()) }, 'labels.* type-changed'],
    ['from a record of anything to an object', { ...order, extra: z.object({ a: z.string().optional() }) }, 'extra keyword-changed'],
    ['from a record to an object', { ...order, labels: z.object({}) }, 'labels keyword-changed'],
    [
      'by one more kind',
      { ...order, payment: z.discriminatedUnion('kind', [...order.payment.options, z.object({ kind: z.literal('cash') })]) },
      'payment(kind="cash") union-changed',
    ],
    [
      'by one kind less',
      { ...order, payment: z.discriminatedUnion('kind', [order.payment.options[0]]) },
      'payment(kind="invoice") union-changed',
    ],
    ['from a union to one of its kinds', { ...order, payment: order.payment.options[0] }, 'payment union-changed'],
  ])('%s is refused', (_change, payload, found) => {
    expect(breaks(payload)).toContain(found);
  });

  it('names every break, with what was and what is', () => {
    expect(breaksBetween(schemaOf(order), schemaOf({ ...order, total: z.int().min(1), status: z.enum(['OPEN']) }))).toEqual([
      { path: 'status', rule: 'values-changed', message: '"enum" was ["OPEN","PAID"] and is ["OPEN"] now' },
      { path: 'total', rule: 'limit-changed', message: '"maximum" was 1000000 and is 9007199254740991 now' },
      { path: 'total', rule: 'limit-changed', message: '"minimum" was 0 and is 1 now' },
    ]);
  });
});
