import { type DirectiveNode, Kind } from 'graphql';
import { type Amount, multiply } from './estimate.js';

/** How often a selection is taken: 1 or 0 where `@skip` and `@include` are sure, and otherwise what the variables say. */
export const condition = (directives: readonly DirectiveNode[] = []): Amount =>
  directives
    .filter(({ name }) => name.value === 'skip' || name.value === 'include')
    .map(taken)
    .reduce(multiply, 1);

function taken({ name, arguments: given = [] }: DirectiveNode): Amount {
  const value = given.find((one) => one.name.value === 'if')?.value;
  const isTaken = (flag: boolean) => Number(flag === (name.value === 'include'));
  if (value?.kind === Kind.BOOLEAN) return isTaken(value.value);
  if (value?.kind !== Kind.VARIABLE) return 1;
  const variable = value.name.value;
  // One that is not said may have a default: the selection counts then.
  return (variables) => (typeof variables[variable] === 'boolean' ? isTaken(variables[variable]) : 1);
}
