import type { DomainError } from '@supergraph/kernel/errors';
import { GatewayErrors } from '../../gateway.errors.js';
import type { MeasuredOperation } from './measure-operation.js';

/** Whether what is beyond a limit is refused, or only counted. */
export type LimitMode = 'enforce' | 'measure';

export interface OperationLimits {
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
  fields: number;
}

/** A limit that an operation is beyond, by the name that the metrics know. */
export interface Excess {
  limit: string;
  error: () => DomainError;
}

/** The deepest introspection that tools send is 15: a type of a field's argument, wrapped nine times. */
const INTROSPECTION_DEPTH = 20;

/** Deeper than this, fragments counted, nobody means it, and what goes level by level may run out of stack: refused in any mode. */
const NESTING = 200;

export const isBottomless = ({ nesting }: MeasuredOperation): boolean => nesting > NESTING;

/** Every limit that the operation is beyond. */
export function excessesOf(operation: MeasuredOperation, limits: OperationLimits): Excess[] {
  const checks = [
    { limit: 'depth', actual: operation.depth, most: limits.depth, refuse: GatewayErrors.OPERATION_TOO_DEEP },
    {
      limit: 'introspection_depth',
      actual: operation.introspectionDepth,
      most: INTROSPECTION_DEPTH,
      refuse: GatewayErrors.OPERATION_TOO_DEEP,
    },
    { limit: 'nesting', actual: operation.nesting, most: NESTING, refuse: GatewayErrors.OPERATION_TOO_DEEP },
    { limit: 'aliases', actual: operation.aliases, most: limits.aliases, refuse: GatewayErrors.TOO_MANY_ALIASES },
    { limit: 'root_fields', actual: operation.rootFieldCount, most: limits.rootFields, refuse: GatewayErrors.TOO_MANY_ROOT_FIELDS },
    { limit: 'directives', actual: operation.directives, most: limits.directives, refuse: GatewayErrors.TOO_MANY_DIRECTIVES },
    { limit: 'fields', actual: operation.fields, most: limits.fields, refuse: GatewayErrors.OPERATION_TOO_LARGE },
  ];
  return checks
    .filter(({ actual, most }) => actual > most)
    .map(({ limit, actual, most, refuse }) => ({ limit, error: () => refuse(most).with({ limit: most, actual }) }));
}
