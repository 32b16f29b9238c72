import { CommonErrors, InvalidInputError } from '@supergraph/kernel/errors';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { checkJsonObject, type JsonObject } from './json.js';
import { isSafePattern } from './safe-pattern.js';

const FORMATS = {
  email: z.email(),
  uri: z.url(),
  uuid: z.uuid(),
  date: z.iso.date(),
  'date-time': z.iso.datetime({ offset: true }),
};

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const MAX_PROBLEMS = 100;
const MAX_COMPILED = 500;

const createCompiler = () =>
  new Ajv2020({
    strict: true,
    allErrors: true,
    allowUnionTypes: true,
    addUsedSchema: false,
    logger: false,
    formats: Object.fromEntries(Object.entries(FORMATS).map(([name, type]) => [name, (text: string) => type.safeParse(text).success])),
  });

/**
 * A JSON Schema that a module's configurations can be checked with: draft 2020-12 about an object, every keyword known,
 * nothing fetched from elsewhere, no pattern that one can hang.
 *
 * @throws CommonErrors.INVALID at `field`.
 */
export function checkConfigSchema(value: unknown, ...field: string[]): JsonObject {
  const schema = checkJsonObject(value, ...field);
  const problem = findProblem(schema) ?? compileProblem(schema);
  if (problem) throw CommonErrors.INVALID(problem).at(...field);
  return schema;
}

function findProblem(schema: JsonObject): string | undefined {
  if (schema.type !== 'object') return 'The schema must describe an object: "type": "object"';
  if (schema.$schema !== undefined && schema.$schema !== DIALECT) return `Only one dialect is known: ${DIALECT}`;
  return findInside(schema);
}

function findInside(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const problem = problemOf(name, inner) ?? findInside(inner);
    if (problem) return problem;
  }
  return undefined;
}

function problemOf(keyword: string, value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (/^\$(dynamic)?ref$/i.test(keyword) && !value.startsWith('#')) return `"${keyword}" may only point into the schema itself: "#/…"`;
    if (keyword === '$id' || keyword === '$anchor' || keyword === '$dynamicAnchor') return `"${keyword}" is not supported`;
    if (keyword === 'pattern' && !isSafePattern(value)) return 'A "pattern" may hang on some texts, or is not a regular expression';
  }
  const patterns = keyword === 'patternProperties' && typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return patterns.every(isSafePattern)
    ? undefined
    : 'A pattern of "patternProperties" may hang on some texts, or is not a regular expression';
}

function compileProblem(schema: JsonObject): string | undefined {
  try {
    createCompiler().compile(schema);
    return undefined;
  } catch (error) {
    return `The schema is not valid: ${(error as Error).message}`;
  }
}

const compiled = new Map<string, ValidateFunction>();

/** The check of a published version, compiled once; the oldest is let go when there are too many. */
function validatorFor(version: { id: string; configSchema: JsonObject }): ValidateFunction {
  const known = compiled.get(version.id);
  if (known) return known;
  const validate = createCompiler().compile(version.configSchema);
  if (compiled.size >= MAX_COMPILED) compiled.delete(compiled.keys().next().value as string);
  compiled.set(version.id, validate);
  return validate;
}

/**
 * Checks a whole configuration against its version's schema.
 *
 * @throws InvalidInputError with every violation, each below `field`.
 */
export function checkConfig(version: { id: string; configSchema: JsonObject }, config: JsonObject, ...field: string[]): void {
  const validate = validatorFor(version);
  if (validate(config)) return;
  throw new InvalidInputError((validate.errors ?? []).slice(0, MAX_PROBLEMS).map((error) => toProblem(error, field)));
}

function toProblem({ instancePath, schemaPath, keyword, message, params }: ErrorObject, field: readonly string[]) {
  const inside = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const path = typeof name === 'string' ? [...inside, name] : inside;
  return {
    code: 'CONFIG_SCHEMA_VIOLATION',
    message: `${path.join('.') || 'The configuration'} is not valid: ${message}`,
    field: [...field, ...path],
    details: { __typename: 'ConfigError', instancePath, schemaPath, keyword },
  };
}
