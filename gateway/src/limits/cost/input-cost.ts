import { type GraphQLInputType, getNamedType, isInputObjectType, valueFromASTUntyped, visit } from 'graphql';
import type { CostModel } from './cost-model.js';
import type { Amount } from './estimate.js';
import type { FieldInPlace } from './list-size.js';

/** What the arguments that a field is given cost, once, however long its list is: nothing, unless the schema gives them a weight. */
export function inputCost({ node, definition, coordinate }: FieldInPlace & { coordinate: string }, { weights }: CostModel): Amount[] {
  if (weights.size === 0) return [];
  return (node.arguments ?? []).flatMap(({ name, value }) => {
    const argument = definition.args.find((one) => one.name === name.value);
    if (!argument) return [];
    const weight = weights.get(`${coordinate}(${name.value}:)`) ?? typeWeight(argument.type, weights);
    const inside = (given: unknown) => costInside(argument.type, given, weights);
    if (!hasVariables(value)) return weight + inside(valueFromASTUntyped(value));
    return (variables) => weight + inside(valueFromASTUntyped(value, variables));
  });
}

const typeWeight = (type: GraphQLInputType, weights: CostModel['weights']): number => weights.get(getNamedType(type).name) ?? 0;

/** What the fields of an input object cost, those of its lists for each entry. */
function costInside(type: GraphQLInputType, value: unknown, weights: CostModel['weights']): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + costInside(type, entry, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  const fields = named.getFields();
  return Object.entries(value).reduce((sum, [name, inner]) => {
    const field = fields[name];
    if (!field) return sum;
    const weight = weights.get(`${named.name}.${name}`) ?? typeWeight(field.type, weights);
    return sum + weight + costInside(field.type, inner, weights);
  }, 0);
}

function hasVariables(value: Parameters<typeof valueFromASTUntyped>[0]): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
    },
  });
  return found;
}
