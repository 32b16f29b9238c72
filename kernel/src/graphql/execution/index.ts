export type { OperationPlan } from './plan.js';
export { type Prepared, PreparedDocument, PreparedDocuments } from './prepared-documents.js';
export { runOperation } from './run-operation.js';
