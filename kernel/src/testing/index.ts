export { type FixedFacts, fixedFacts, someFacts } from './fixed-facts.js';
export { aMemberOf, anOperator } from './identities.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { type RaisedInTest, type TestOptions, type TestResult, testSubgraph } from './test-subgraph.js';
