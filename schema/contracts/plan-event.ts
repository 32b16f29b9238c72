import { isDeepStrictEqual } from 'node:util';
import type { EventDefinition } from '@supergraph/kernel/events';
import { breaksBetween } from './compatibility.js';
import { exampleOf } from './example.js';
import { haveSameShape, type JsonSchema } from './json-schema.js';
import { payloadSchema } from './payload-schema.js';
import type { Problem } from './problem.js';
import { type Files, fixtureFile, type Released, releasedSchemas, schemaFile } from './released.js';

/** One event type as a contract. */
export interface EventContract {
  type: string;
  /** Number of the newest shape. */
  minor: number;
  schema: JsonSchema;
  /** One realistic instance of the newest shape. */
  fixture: unknown;
  /** More than one where several subgraphs publish it. */
  definitions: readonly EventDefinition[];
  /** The files that must be there, released ones included. */
  files: Files;
  problems: readonly Problem[];
}

/** Numbers an event's payload: the newest released minor where the shape is the same, otherwise the one after it. */
export function planEvent(
  definitions: readonly [EventDefinition, ...EventDefinition[]],
  released: Released,
  committed: Files,
): EventContract {
  const [definition] = definitions;
  const { type } = definition;
  const past = releasedSchemas(type, released, committed);
  const newest = past.schemas.at(-1);
  const count = released[type]?.length ?? 0;
  const { schema: draft } = payloadSchema(definition, count);
  const minor = newest && haveSameShape(newest, draft) ? count - 1 : count;
  const { schema, problems } = payloadSchema(definition, minor);
  const breaks = past.schemas.flatMap((older, number) => breaksOf(type, older, { schema, number }));
  const fixture = keptFixture({ type, minor, isReleased: minor < count }, committed) ?? exampleOf(type, schema);
  const files = filesOf({ type, minor, schema, fixture }, committed);
  const wrong = [...problems, ...past.problems, ...breaks, ...differences(definitions), ...unreadable(definition, fixture)];
  return { type, minor, schema, fixture, definitions, files, problems: wrong };
}

function breaksOf(type: string, older: JsonSchema, { schema, number }: { schema: JsonSchema; number: number }): Problem[] {
  const next = type.replace(/\d+$/, (major) => String(Number(major) + 1));
  return breaksBetween(older, schema).map(({ path, rule, message }) => ({
    type,
    path,
    rule,
    message: `${message} (compared with the released minor ${number})`,
    remedy: `Take the change back, or define "${next}" beside it and publish both for one retention period.`,
  }));
}

/** What was released keeps its example; another one is made of the shape as it is. */
function keptFixture({ type, minor, isReleased }: { type: string; minor: number; isReleased: boolean }, committed: Files): unknown {
  const text = isReleased ? committed.get(fixtureFile(type, minor)) : undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

function filesOf(contract: Pick<EventContract, 'type' | 'minor' | 'schema' | 'fixture'>, committed: Files): Files {
  const { type, minor, schema, fixture } = contract;
  const files = new Map([
    [schemaFile(type, minor), asJson(schema)],
    [fixtureFile(type, minor), asJson(fixture)],
  ]);
  for (let older = 0; older < minor; older += 1) {
    const text = committed.get(schemaFile(type, older));
    if (text === undefined) continue;
    files.set(schemaFile(type, older), text);
    files.set(fixtureFile(type, older), committed.get(fixtureFile(type, older)) ?? asJson(exampleOf(type, JSON.parse(text))));
  }
  return files;
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A type means one thing, whoever publishes it. */
function differences([first, ...others]: readonly [EventDefinition, ...EventDefinition[]]): Problem[] {
  const { schema } = payloadSchema(first, 0);
  return others
    .filter((other) => other.topic === first.topic || !haveSameShape(payloadSchema(other, 0).schema, schema))
    .map(({ type, source }) => ({
      type,
      path: '',
      rule: 'malformed',
      message: `"${source}" defines it a second time`,
      remedy: 'Several subgraphs may publish one type with one payload, each on a topic of its own; otherwise name it differently.',
    }));
}

/** The example is what the pinned tests and the docs live on. */
function unreadable({ type, payload }: EventDefinition, fixture: unknown): Problem[] {
  const read = payload.safeParse(fixture);
  if (read.success && isDeepStrictEqual(read.data, fixture)) return [];
  return [
    {
      type,
      path: read.success ? '' : (read.error.issues[0]?.path.join('.') ?? ''),
      rule: 'malformed',
      message: `the example is not a payload of it: ${read.success ? 'it is read as something else' : read.error.issues[0]?.message}`,
      remedy: 'Give the property an example in schema/contracts/example-values.ts.',
    },
  ];
}
