import type { JsonSchema } from './json-schema.js';
import type { Problem, Rule } from './problem.js';

/** What JSON Schema 2020-12 and AsyncAPI's own schema language have in common, as far as the check for compatibility knows it. */
const KEYWORDS = new Set([
  ...['$schema', '$id', 'title', 'description', 'default', 'type', 'const', 'enum', 'format', 'pattern', 'properties', 'required'],
  ...['additionalProperties', 'propertyNames', 'items', 'anyOf', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
]);

const FORMATS = new Set(['date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'time', 'uri', 'uuid']);

const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\.v[1-9]\d*$/;

/** What about an event's name or payload no contract can be made of. */
export function lintPayload(type: string, schema: JsonSchema): Problem[] {
  const problems = lint(schema, '').map((found) => ({ type, ...found }));
  if (schema.type !== 'object') problems.unshift({ type, path: '', ...malformed('the payload is no object', 'Use z.object().') });
  if (!TYPE.test(type))
    problems.unshift({ type, path: '', ...malformed('the name is no event type', 'Name it like `tenant.domain_added.v1`.') });
  return problems;
}

type Found = Omit<Problem, 'type'>;

const malformed = (message: string, remedy: string) => ({ rule: 'malformed' as Rule, message, remedy });

function lint(schema: JsonSchema, path: string): Found[] {
  const found: Found[] = Object.keys(schema)
    .filter((keyword) => !KEYWORDS.has(keyword))
    .map((keyword) => unknownKeyword(keyword, path));
  if (schema.format !== undefined && !FORMATS.has(schema.format)) found.push(unknownFormat(schema.format, path));
  return [...found, ...partsOf(schema).flatMap(([part, step]) => lint(part, path + (path ? step : step.replace(/^\./, ''))))];
}

const unknownKeyword = (keyword: string, path: string): Found => ({
  path,
  rule: 'not-expressible',
  message: `"${keyword}" is not what payloads are made of (tuples, references and intersections are not)`,
  remedy: 'Say it with objects, arrays, unions, limits, formats and patterns.',
});

const unknownFormat = (format: string, path: string): Found => ({
  path,
  rule: 'not-expressible',
  message: `"${format}" is no format that readers in other languages know`,
  remedy: `Use one of ${[...FORMATS].join(', ')}, or a pattern.`,
});

/** The schemas within a schema, each with its step of the path. */
function partsOf({ properties = {}, items, additionalProperties, anyOf = [], oneOf = [] }: JsonSchema): (readonly [JsonSchema, string])[] {
  return [
    ...Object.entries(properties).map(([name, part]) => [part, `.${name}`] as const),
    ...(items ? [[items, '[]'] as const] : []),
    ...(typeof additionalProperties === 'object' ? [[additionalProperties, '.*'] as const] : []),
    ...[...anyOf, ...oneOf].map((part) => [part, ''] as const),
  ];
}
