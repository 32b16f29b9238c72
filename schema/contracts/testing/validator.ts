import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from '../json-schema.js';

/** What a reader of the schema accepts, by a validator that is not ours. */
export function validatorOf(schema: JsonSchema, options: { strict?: boolean } = {}): ValidateFunction {
  return (options.strict ? strict : tolerant).compile(schema);
}

const strict = validators(true);
/** Random schemas are odd at times: limits without a type, properties that are required and not there. */
const tolerant = validators(false);

function validators(isStrict: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: isStrict, validateSchema: isStrict, addUsedSchema: false });
  formats.default(ajv);
  return ajv;
}
