import { type DocumentNode, getOperationAST } from 'graphql';
import type { Operation } from '../../operation.js';
import type { LoadedSupergraph } from '../../supergraph/load-supergraph.js';
import { type CompiledCost, compileCost, type UnslicedList } from './compile-cost.js';
import { type CostModel, readCostModel } from './cost-model.js';
import { estimate } from './estimate.js';

export interface OperationCost {
  cost: number;
  unsliced: readonly UnslicedList[];
}

interface SchemaCosts {
  model: CostModel;
  /** By document, then by the name of the operation. */
  compiled: WeakMap<DocumentNode, Map<string, CompiledCost>>;
}

/**
 * Estimates operations. A document is compiled once for each version of the schema; a request only puts its variables in.
 * Null where the document has no operation of that name.
 */
export function costEstimator({ defaultListSize }: { defaultListSize: number }): (operation: Operation) => OperationCost | null {
  const schemas = new WeakMap<LoadedSupergraph, SchemaCosts>();

  const costsOf = (supergraph: LoadedSupergraph): SchemaCosts => {
    const costs = schemas.get(supergraph) ?? { model: readCostModel(supergraph.sdl), compiled: new WeakMap() };
    schemas.set(supergraph, costs);
    return costs;
  };
  const compiledOf = ({ supergraph, original, operationName }: Operation): CompiledCost | null => {
    const { model, compiled } = costsOf(supergraph);
    const byName = compiled.get(original) ?? new Map<string, CompiledCost>();
    const known = byName.get(operationName ?? '');
    if (known) return known;
    const operation = getOperationAST(original, operationName);
    if (!operation) return null;
    const fresh = compileCost(original, operation, { schema: supergraph.apiSchema, model, defaultListSize });
    compiled.set(original, byName.set(operationName ?? '', fresh));
    return fresh;
  };
  return (operation) => {
    const compiled = compiledOf(operation);
    return compiled && { cost: estimate(compiled.root, operation.variables), unsliced: compiled.unsliced };
  };
}
