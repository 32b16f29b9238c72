export type { OperationPlan } from './plan.js';
export { type Prepared, PreparedDocument, PreparedDocuments, type PreparedOperation } from './prepared-documents.js';
export { runOperation } from './run-operation.js';
