export { type AsyncApiRequest, asyncApi, type TopicSettings } from './async-api.js';
export { type CatalogueRow, catalogueRows } from './catalogue.js';
export { breaksBetween } from './compatibility.js';
export { type Plan, type PlanRequest, planContracts } from './plan-contracts.js';
export { asJson, type EventContract } from './plan-event.js';
export { describeProblem, type Problem } from './problem.js';
export { type Listener, type Reader, readersOf } from './readers.js';
export type { Files } from './released.js';
