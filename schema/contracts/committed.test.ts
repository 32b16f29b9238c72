import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decodeEvent, type EventDefinition, encodeEvent, organizationAccessed } from '@supergraph/kernel/events';
import * as events from '../events/index.js';
import { schemaPath } from './payload-schema.js';
import { fixtureFile, schemaFile } from './released.js';
import { seeded } from './testing/random.js';
import { randomInstance } from './testing/random-instance.js';
import { aRecord } from './testing/record.js';
import { validatorOf } from './testing/validator.js';

const INSTANCES = 40;

const inSchema = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(inSchema(path), 'utf8'));
const minorsOf = (type: string) => readdirSync(inSchema(`events/json/${type}`)).map((file) => Number(file.replace('.json', '')));

const definitions: readonly EventDefinition[] = [
  ...Object.values(events as Record<string, unknown>).filter(isDefinition),
  organizationAccessed('tenant'),
];

function isDefinition(value: unknown): value is EventDefinition {
  return typeof value === 'object' && value !== null && 'payload' in value && 'topic' in value;
}

/** Every minor of every event: its number, its schema, its example. */
const cases = definitions.flatMap((definition) =>
  minorsOf(definition.type).map((minor) => ({
    name: `${definition.type} ${minor}`,
    definition,
    minor,
    schema: read(schemaFile(definition.type, minor)),
    fixture: read(fixtureFile(definition.type, minor)),
  })),
);

describe('what was ever published', () => {
  it('is as many contracts as there are events', () => {
    expect(new Set(cases.map(({ definition }) => definition.type))).toEqual(new Set(readdirSync(inSchema('events/json'))));
    expect(definitions.length).toBeGreaterThan(30);
  });

  it.each(definitions.map((definition) => [definition.type, definition] as const))(
    '%s is published as its newest minor',
    (type, definition) => {
      expect(definition).toMatchObject({ minor: Math.max(...minorsOf(type)), dataschema: schemaPath(type, Math.max(...minorsOf(type))) });
    },
  );

  it.each(cases)('$name has a strict schema, and an example of it', ({ schema, fixture, definition, minor }) => {
    const validate = validatorOf(schema, { strict: true });

    expect({ isValid: validate(fixture), errors: validate.errors }).toEqual({ isValid: true, errors: null });
    expect(schema.$id).toBe(schemaPath(definition.type, minor));
  });

  it.each(cases)('$name is read by the consumers of today, through the envelope', ({ fixture, definition, minor }) => {
    const dataschema = schemaPath(definition.type, minor);
    const record = aRecord(definition, fixture, dataschema);

    const received = decodeEvent(encodeEvent(record), definition.topic);

    expect(received).toEqual(record);
    expect(definition.payload.parse(received.payload)).toMatchObject(fixture);
  });

  it.each(cases)('$name is read by the consumers of today, whatever it holds', ({ schema, definition }) => {
    const instances = instancesOf(schema);

    for (const instance of instances) expect(definition.payload.parse(instance)).toMatchObject(instance as object);
  });

  it.each(cases)('what is published today is read by the consumers of $name', ({ schema, definition }) => {
    const validate = validatorOf(schema, { strict: true });
    const newest = instancesOf(read(schemaFile(definition.type, definition.minor)));

    for (const instance of newest) expect({ instance, isRead: validate(instance) }).toEqual({ instance, isRead: true });
  });
});

/** Payloads that a publisher of this schema may have written. */
function instancesOf(schema: Parameters<typeof validatorOf>[0]): unknown[] {
  const random = seeded(7);
  const isWritten = validatorOf(schema, { strict: true });
  const instances = Array.from({ length: INSTANCES }, () => randomInstance(schema, random)).filter((instance) => isWritten(instance));
  expect(instances).not.toEqual([]);
  return instances;
}
