import type { Operation, OperationResult } from '../../operation.js';
import type { Stage } from '../../stage.js';

/** Who asks was settled before the document was read; the operation carries it on to the subgraphs. */
export const carryIdentity = (): Stage<Operation, OperationResult> => async (operation, next) =>
  next({ ...operation, identity: operation.request.identity });
