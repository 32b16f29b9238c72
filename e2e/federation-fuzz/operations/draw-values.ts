import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Random } from '../../fuzz/random.js';

/** The variables of one operation. */
export interface Variables {
  definitions: { name: string; type: string; fallback?: string }[];
  values: Record<string, unknown>;
}

export const newVariables = (): Variables => ({ definitions: [], values: {} });

/** Arguments as written in a document, with their parentheses; nothing where none is given. */
export function drawArguments(field: GraphQLField<unknown, unknown>, variables: Variables, random: Random): string {
  const given = field.args
    .filter((argument) => isGiven(argument, random))
    .map(
      ({ name, type }) => `${name}: ${random.chance(0.45) ? drawVariable(type, variables, random) : drawLiteral(type, variables, random)}`,
    );
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

const isGiven = ({ type, defaultValue }: GraphQLArgument | GraphQLInputField, random: Random): boolean =>
  (isNonNullType(type) && defaultValue === undefined) || random.chance(0.65);

/** A variable in the place of a value: given, null, left out, or with a default of its own. */
function drawVariable(type: GraphQLInputType, variables: Variables, random: Random): string {
  const known = variables.definitions.filter((definition) => definition.type === String(type));
  if (known.length > 0 && random.chance(0.3)) return `$${random.pick(known).name}`;
  const name = `v${variables.definitions.length}`;
  const hasFallback = !isNonNullType(type) && random.chance(0.25);
  variables.definitions.push({
    name,
    type: String(type),
    ...(hasFallback ? { fallback: drawLiteral(type, undefined, random) } : {}),
  });
  if (isNonNullType(type) || random.chance(0.7)) variables.values[name] = drawJson(type, random);
  return `$${name}`;
}

/** @param variables Where a part may be a variable; none in a default. */
const drawLiteral = (type: GraphQLInputType, variables: Variables | undefined, random: Random): string =>
  !isNonNullType(type) && random.chance(0.1) ? 'null' : drawPresent(type, variables, random);

function drawPresent(type: GraphQLInputType, variables: Variables | undefined, random: Random): string {
  if (isNonNullType(type)) return drawPresent(type.ofType, variables, random);
  if (isListType(type)) {
    if (random.chance(0.15)) return drawPresent(type.ofType, variables, random);
    return `[${Array.from({ length: random.below(3) }, () => drawPart(type.ofType, variables, random)).join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    const given = Object.values(type.getFields()).filter((field) => isGiven(field, random));
    const parts = given.map((field) => `${field.name}: ${drawPart(field.type, variables, random)}`);
    return `{${parts.join(', ')}}`;
  }
  return isEnumType(type) ? random.pick(type.getValues()).name : JSON.stringify(drawLeaf(type.name, random));
}

const drawPart = (type: GraphQLInputType, variables: Variables | undefined, random: Random): string => {
  if (variables && random.chance(0.2)) return drawVariable(type, variables, random);
  return drawLiteral(type, variables, random);
};

const drawJson = (type: GraphQLInputType, random: Random): unknown =>
  !isNonNullType(type) && random.chance(0.12) ? null : drawPresentJson(type, random);

function drawPresentJson(type: GraphQLInputType, random: Random): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    if (random.chance(0.15)) return drawPresentJson(inner.ofType, random);
    return Array.from({ length: random.below(3) }, () => drawJson(inner.ofType, random));
  }
  if (isInputObjectType(inner))
    return Object.fromEntries(
      Object.values(inner.getFields())
        .filter((field) => isGiven(field, random))
        .map((field) => [field.name, drawJson(field.type, random)]),
    );
  return isEnumType(inner) ? random.pick(inner.getValues()).name : drawLeaf(String(inner), random);
}

function drawLeaf(name: string, random: Random): unknown {
  if (name === 'Int') return random.below(20) - 5;
  if (name === 'Float') return random.pick([0, -1, 2.5, 100]);
  if (name === 'Boolean') return random.chance(0.5);
  return random.pick(['', 'text', 'ü "quoted" \\ and\nline', '7', '$v0']);
}
