import type { EventDefinition } from '@supergraph/kernel/events';
import { compareText, type JsonSchema } from './json-schema.js';
import { payloadSchema } from './payload-schema.js';
import { type Reader, reads } from './readers.js';
import { nullableApart } from './unions.js';

/** An event as a row of the catalogue. */
export interface CatalogueRow {
  type: string;
  topic: string;
  aggregate: string;
  promise: string;
  /** `organizationId` uuid, `reason`? string … */
  payload: string;
  /** Those that react to this event, `auth.mirror-organization, …`, and not those that hear everything. */
  consumers: string;
}

/** The events in the order of their publishers and names. */
export function catalogueRows(definitions: readonly EventDefinition[], readers: readonly Reader[]): Map<string, CatalogueRow[]> {
  const sorted = [...definitions].sort((a, b) => compareText(a.topic + a.type, b.topic + b.type));
  const bySource = [...Map.groupBy(sorted, ({ source }) => source)].sort(([a], [b]) => compareText(a, b));
  return new Map(bySource.map(([source, events]) => [source, events.map((event) => row(event, readers))]));
}

const row = (definition: EventDefinition, readers: readonly Reader[]): CatalogueRow => ({
  type: definition.type,
  topic: definition.topic,
  aggregate: definition.aggregate,
  promise: definition.promise,
  payload: fieldsOf(payloadSchema(definition, definition.minor).schema),
  consumers: readers
    .filter((reader) => reader.types !== 'all' && reads(reader, definition.type))
    .map(({ consumer }) => consumer)
    .join(', '),
});

function fieldsOf({ properties = {}, required = [] }: JsonSchema): string {
  const fields = Object.entries(properties).map(([name, schema]) => `\`${name}\`${required.includes(name) ? '' : '?'} ${typeOf(schema)}`);
  return fields.join(', ');
}

/** `uuid`, `ACTIVE | SUSPENDED`, `[{ percentage integer }]`, `date-time or null` */
function typeOf(schema: JsonSchema): string {
  const [inner, isNullable] = nullableApart(schema);
  return isNullable ? `${typeOf(inner)} or null` : plainTypeOf(inner);
}

function plainTypeOf({ type, format, items, properties, additionalProperties, ...schema }: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.join(' | ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.map(typeOf).join(' | ');
  if (type === 'array') return `[${typeOf(items ?? {})}]`;
  if (properties) return `{ ${fieldsOf({ properties, required: schema.required ?? [] })} }`;
  if (typeof additionalProperties === 'object') return `{ any: ${typeOf(additionalProperties)} }`;
  return format ?? type ?? 'anything';
}
