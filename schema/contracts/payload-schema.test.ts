import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { payloadSchema } from './payload-schema.js';
import { anEvent, order } from './testing/planted.js';
import { validatorOf } from './testing/validator.js';

const orderId = z.uuid();
const problems = (payload: z.ZodObject, options?: Parameters<typeof anEvent>[1]) =>
  payloadSchema(anEvent(payload, options), 0).problems.map(({ path, rule }) => `${path} ${rule}`);

describe('the schema of a payload', () => {
  it('is named, says what it promises, and is open at every depth', () => {
    const { schema, problems } = payloadSchema(anEvent(z.object({ orderId, buyer: z.object({ email: z.email() }).nullable() })), 3);

    expect(problems).toEqual([]);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: '/schemas/order.placed.v1/3.json',
      title: 'order.placed.v1',
      description: 'An order was placed.',
      type: 'object',
      required: ['orderId', 'buyer'],
      additionalProperties: true,
      properties: { orderId: { format: 'uuid' }, buyer: { anyOf: [{ additionalProperties: true }, { type: 'null' }] } },
    });
  });

  it('is understood by a strict validator, which accepts what zod accepts', () => {
    const validate = validatorOf(payloadSchema(anEvent(z.object(order)), 0).schema, { strict: true });
    const payload = {
      orderId: '019cae3f-5a00-7abc-8def-0123456789ab',
      organizationId: '019cae3f-5a00-7abc-8def-0123456789ab',
      status: 'PAID',
      total: 0,
      paidAt: null,
      buyer: { email: 'ada@acme.example', name: null, unknown: true },
      lines: [],
      labels: { gift: 'yes' },
      payment: { kind: 'card', digits: '42' },
    };

    expect(validate(payload)).toBe(true);
    expect(validate({ ...payload, labels: { gift: 1 } })).toBe(false);
  });

  it.each<[string, z.ZodObject, string]>([
    ['is strict', z.strictObject({ orderId }), ' not-open'],
    ['is loose', z.looseObject({ orderId }), ' not-open'],
    ['has a catch-all within', z.object({ orderId, extra: z.object({}).catchall(z.string()) }), 'extra not-open'],
    [
      'has a rule that readers do not see',
      z.object({ orderId, lines: z.array(z.object({ sku: z.string().refine(Boolean) })) }),
      'lines[].sku not-expressible',
    ],
    ['is read as something else', z.object({ orderId, isGift: z.stringbool() }), ' not-expressible'],
    ['is transformed', z.object({ orderId, total: z.string().transform(Number) }), ' not-expressible'],
    ['holds what JSON has not', z.object({ orderId, at: z.date() }), ' not-expressible'],
    ['holds a tuple', z.object({ orderId, pair: z.tuple([z.string(), z.int()]) }), 'pair not-expressible'],
    ['has a format of zod’s own', z.object({ orderId, id: z.cuid2() }), 'id not-expressible'],
  ])('is refused where the payload %s', (_what, payload, found) => {
    expect(problems(payload)).toContain(found);
  });

  it('is refused where the name is no versioned fact', () => {
    expect(problems(z.object({ orderId }), { type: 'OrderPlaced' })).toEqual([' malformed']);
  });

  it('takes a default for a property that may be missing', () => {
    const { schema, problems } = payloadSchema(anEvent(z.object({ orderId, channel: z.string().default('WEB') })), 0);

    expect(problems).toEqual([]);
    expect(schema.required).toEqual(['orderId']);
  });
});
