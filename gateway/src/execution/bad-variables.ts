import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { Operation } from '../operation.js';

/** Of a list with a thousand wrong entries nobody reads all. */
const MOST_ERRORS = 50;

/**
 * Why the variables do not fit the operation; null where they do. As graphql-js judges, which says the values as well: one of them may be
 * a password at the wrong place, and errors go into the logs of frontends.
 */
export function badVariables({ original, operationName, variables, supergraph }: Operation): GraphQLError[] | null {
  const definitions = getOperationAST(original, operationName)?.variableDefinitions;
  if (!definitions || definitions.length === 0) return null;
  const errors = definitions.flatMap((definition) => errorsOf(definition, variables, supergraph.apiSchema));
  return errors.length > 0 ? errors.slice(0, MOST_ERRORS) : null;
}

function errorsOf(definition: VariableDefinitionNode, variables: Operation['variables'], schema: GraphQLSchema): GraphQLError[] {
  const { name } = definition.variable;
  const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
  const wrong = (problem: string) =>
    new GraphQLError(`Variable "$${name.value}" ${problem}`, {
      nodes: definition,
      extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT },
    });
  if (!type || !isInputType(type)) return [wrong(`is of no type that can be sent`)];
  if (!Object.hasOwn(variables, name.value)) {
    const isMissing = isNonNullType(type) && !definition.defaultValue;
    return isMissing ? [wrong(`of required type "${String(type)}" was not provided.`)] : [];
  }
  const value = variables[name.value];
  if (value === null) return isNonNullType(type) ? [wrong(`of non-null type "${String(type)}" must not be null.`)] : [];
  const errors: GraphQLError[] = [];
  coerceInputValue(value, type, (path, _invalid, error) => {
    if (errors.length >= MOST_ERRORS) return;
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    errors.push(wrong(`got an invalid value${place ? ` at "${name.value}${place}"` : ''}; ${withoutValue(error.message)}`));
  });
  return errors;
}

/** What the types of graphql-js say of a value stands behind a colon, or before the name of an enum. */
function withoutValue(message: string): string {
  const [, problem] = /^(\w+ cannot represent [^:"]*?)(?::| ")/s.exec(message) ?? [];
  if (problem) return `${problem}.`;
  const [, end] = /^Value .*?( does not exist in "\w+" enum\.)/s.exec(message) ?? [];
  if (end) return `The value${end}`;
  const [named] = /^(?:Field "\w+"|Expected (?:non-nullable )?type "[\w[\]!]+"|Exactly one key)[^:]*?(?:\.|$)/s.exec(message) ?? [];
  return named ?? 'It is not what the type allows.';
}
