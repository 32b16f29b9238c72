import { describe, expect, it } from '@jest/globals';
import type { EventDefinition } from '@supergraph/kernel/events';
import { z } from 'zod';
import { planContracts } from './plan-contracts.js';
import { describeProblem } from './problem.js';
import type { Files } from './released.js';
import { anEvent } from './testing/planted.js';

const base = { orderId: z.uuid(), reason: z.string() };
const placed = (shape: z.ZodRawShape = base, promise?: string) => anEvent(z.object(shape), { promise });
const NOTHING: Files = new Map();

const write = (
  committed: Files,
  definitions: readonly EventDefinition[],
  options: { release?: readonly string[] | 'all'; retire?: readonly string[] } = {},
) => {
  const plan = planContracts({ definitions, committed, ...options });
  expect(plan.problems).toEqual([]);
  return plan.files;
};
const problems = (committed: Files, definitions: readonly EventDefinition[], options: object = {}) =>
  planContracts({ definitions, committed, ...options }).problems.map(({ path, rule }) => `${path} ${rule}`);
const namesOf = (files: Files) => [...files.keys()].filter((name) => name.includes('placed')).sort();
const json = (files: Files, name: string) => JSON.parse(files.get(name) ?? 'null');

const firstRelease = () => write(NOTHING, [placed()], { release: 'all' });

describe('the contracts of events', () => {
  it('begin with minor 0: its schema, an example of it and its number', () => {
    const files = write(NOTHING, [placed()]);

    expect(namesOf(files)).toEqual(['events/fixtures/order.placed.v1/0.json', 'events/json/order.placed.v1/0.json']);
    expect(json(files, 'events/fixtures/order.placed.v1/0.json')).toEqual({
      orderId: expect.stringMatching(/^019cae3f-5a00-7/),
      reason: 'The invoice of February is unpaid',
    });
    expect(files.get('events/minors.ts')).toContain("'order.placed.v1': 0,");
    expect(json(files, 'events/released.json')).toEqual({});
  });

  it('are the same whenever they are made again', () => {
    const files = firstRelease();

    expect(write(files, [placed()])).toEqual(files);
  });

  it('may change in any way before their release', () => {
    const files = write(write(NOTHING, [placed()]), [placed({ orderId: z.uuid(), reason: z.int() })]);

    expect(namesOf(files)).toHaveLength(2);
    expect(json(files, 'events/json/order.placed.v1/0.json').properties.reason.type).toBe('integer');
  });

  it('get a new minor for a compatible change after it, and keep the old one as it was', () => {
    const released = firstRelease();

    const files = write(released, [placed({ ...base, channel: z.string().optional() })]);

    expect(namesOf(files)).toEqual(
      [0, 1].flatMap((minor) => [`events/fixtures/order.placed.v1/${minor}.json`, `events/json/order.placed.v1/${minor}.json`]).sort(),
    );
    expect(files.get('events/json/order.placed.v1/0.json')).toBe(released.get('events/json/order.placed.v1/0.json'));
    expect(json(files, 'events/json/order.placed.v1/1.json').$id).toBe('/schemas/order.placed.v1/1.json');
    expect(files.get('events/minors.ts')).toContain("'order.placed.v1': 1,");
  });

  it('lose an unreleased minor that the code took back', () => {
    const grown = write(firstRelease(), [placed({ ...base, channel: z.string().optional() })]);

    expect(write(grown, [placed()])).toEqual(firstRelease());
  });

  it('keep their minor where only words changed', () => {
    const files = write(firstRelease(), [placed(base, 'A better sentence.')]);

    expect(namesOf(files)).toHaveLength(2);
    expect(json(files, 'events/json/order.placed.v1/0.json').description).toBe('A better sentence.');
  });

  it('keep the example of what was released, whatever examples are made of today', () => {
    const name = 'events/fixtures/order.placed.v1/0.json';
    const own = JSON.stringify({ orderId: '019cae3f-5a00-7abc-8def-0123456789ab', reason: 'as it was' });

    const files = write(new Map([...firstRelease(), [name, own]]), [placed()]);

    expect(json(files, name)).toEqual(JSON.parse(own));
  });

  it('refuse a breaking change of what was released, and say what to do', () => {
    const { problems } = planContracts({ definitions: [placed({ orderId: z.uuid(), reason: z.int() })], committed: firstRelease() });

    expect(problems.map(describeProblem)).toEqual([
      'order.placed.v1 at reason [type-changed]: "type" was "string" and is "integer" now (compared with the released minor 0)\n' +
        '      Take the change back, or define "order.placed.v2" beside it and publish both for one retention period.',
    ]);
  });

  it('compare with every released minor, and not with the newest alone', () => {
    const withChannel = write(firstRelease(), [placed({ ...base, channel: z.string().optional() })], { release: 'all' });
    // As if the newest release had been made by hand, without the property that the first one has.
    const [, newest] = json(withChannel, 'events/released.json')['order.placed.v1'];
    expect(newest).toMatch(/^sha256-/);

    expect(problems(withChannel, [placed({ ...base, channel: z.int().optional() })])).toEqual(['channel type-changed']);
    expect(problems(withChannel, [placed({ orderId: z.uuid(), channel: z.string().optional() })])).toEqual([
      'reason property-removed',
      'reason property-removed',
    ]);
    expect(problems(withChannel, [placed()])).toEqual(['channel property-removed']);
  });

  it('count up with each release', () => {
    const first = firstRelease();
    const second = write(first, [placed({ ...base, channel: z.string().optional() })], { release: ['order.placed.v1'] });

    expect(json(second, 'events/released.json')['order.placed.v1']).toHaveLength(2);
    expect(write(second, [placed({ ...base, channel: z.string().optional() })], { release: 'all' })).toEqual(second);
  });

  it('release nothing while something stands against it', () => {
    const { files } = planContracts({ definitions: [placed({ ...base, channel: z.string() })], committed: firstRelease(), release: 'all' });

    expect(files.get('events/released.json')).toBe(firstRelease().get('events/released.json'));
  });

  it.each([
    ['is not what it was', (text: string) => text.replace('"reason"', '"cause"'), ' released-changed'],
    ['is gone', () => undefined, ' released-missing'],
  ])('notice that a released schema %s', (_what, change, found) => {
    const name = 'events/json/order.placed.v1/0.json';
    const files = firstRelease();
    const changed = change(files.get(name) as string);
    const committed = new Map([...files].filter(([file]) => file !== name).concat(changed === undefined ? [] : [[name, changed]]));

    expect(problems(committed, [placed()])).toContain(found);
  });

  it('keep a released event until it is retired, and one that was not released no longer than the code', () => {
    expect(problems(firstRelease(), [])).toEqual([' event-gone']);
    expect(namesOf(write(firstRelease(), [], { retire: ['order.placed.v1'] }))).toEqual([]);
    expect(namesOf(write(write(NOTHING, [placed()]), []))).toEqual([]);
  });

  it.each([
    ['release what is not there', { release: ['order.lost.v1'] }],
    ['retire what was never released', { retire: ['order.lost.v1'] }],
    ['retire what is still defined', { retire: ['order.placed.v1'] }],
  ])('do not %s', (_what, options) => {
    expect(problems(firstRelease(), [placed()], options)).toEqual([' event-gone']);
  });

  it('let several subgraphs publish one type with one payload, and no two payloads', () => {
    const elsewhere = (shape: z.ZodRawShape) => anEvent(z.object(shape), { source: 'market' });

    expect(problems(NOTHING, [placed(), elsewhere(base)])).toEqual([]);
    expect(write(NOTHING, [placed(), elsewhere(base)])).toEqual(write(NOTHING, [elsewhere(base), placed()]));
    expect(problems(NOTHING, [placed(), elsewhere({ orderId: z.uuid() })])).toEqual([' malformed']);
    expect(problems(NOTHING, [placed(), placed()])).toEqual([' malformed']);
  });

  it('ask for an example where none can be made up', () => {
    expect(problems(NOTHING, [placed({ ...base, plate: z.string().regex(/^[A-Z]{2}-\d{4}$/) })])).toEqual(['plate malformed']);
  });
});
