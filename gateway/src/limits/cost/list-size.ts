import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode, valueFromASTUntyped } from 'graphql';
import type { ListSize } from './cost-model.js';
import type { Amount, Variables } from './estimate.js';

/** A field of an operation, with what the schema says of it. */
export interface FieldInPlace {
  node: FieldNode;
  definition: GraphQLField<unknown, unknown>;
}

export interface SizeOptions {
  operation: OperationDefinitionNode;
  /** Where neither an argument nor the schema says how long a list may be. */
  defaultListSize: number;
}

/** How long a list may be, by its slicing arguments, else by what the schema assumes. The longest counts where several are given. */
export function sizeOf(
  { slicingArguments, assumedSize }: ListSize,
  { node, definition }: FieldInPlace,
  { operation, defaultListSize }: SizeOptions,
): Amount {
  const fallback = assumedSize ?? defaultListSize;
  const given = slicingArguments.flatMap((name) => valueIn(node, name) ?? []).map((value) => lengthIn(value, operation));
  const defaults = slicingArguments.flatMap((name) => numbersIn(definition.args.find((one) => one.name === name)?.defaultValue));
  const otherwise = defaults.length > 0 ? Math.max(...defaults) : fallback;
  const sizeWith = (variables: Variables) =>
    longest(
      given.map((said) => (typeof said === 'function' ? said(variables) : said)),
      otherwise,
    );
  return given.some((said) => typeof said === 'function') ? sizeWith : sizeWith({});
}

/** How many slicing arguments a field is given; a default counts where none is. */
export function slicingArgumentsGiven({ slicingArguments }: ListSize, { node, definition }: FieldInPlace): number {
  const given = slicingArguments.filter((name) => (valueIn(node, name) ?? { kind: Kind.NULL }).kind !== Kind.NULL);
  const defaults = slicingArguments.filter((name) =>
    definition.args.some((one) => one.name === name && typeof one.defaultValue === 'number'),
  );
  return given.length || defaults.length;
}

const valueIn = (node: FieldNode, name: string): ValueNode | undefined => node.arguments?.find((one) => one.name.value === name)?.value;

/** What an argument says; null where that is nothing. */
function lengthIn(
  value: ValueNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): number | null | ((variables: Variables) => number | null) {
  if (value.kind !== Kind.VARIABLE) return numbersIn(valueFromASTUntyped(value))[0] ?? null;
  const name = value.name.value;
  const definition = variableDefinitions.find(({ variable }) => variable.name.value === name);
  const byDefault = definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
  return (variables) => numbersIn(variables[name] === undefined ? byDefault : variables[name])[0] ?? null;
}

const numbersIn = (value: unknown): number[] => (typeof value === 'number' && Number.isFinite(value) ? [Math.max(value, 0)] : []);

function longest(said: readonly (number | null)[], otherwise: number): number {
  const sizes = said.filter((length) => length !== null);
  return sizes.length > 0 ? Math.max(...sizes) : otherwise;
}
