export type { ApiKeyFact } from './api-key-fact.js';
export type { Facts, FactsEvent, MemberFact } from './facts.js';
export {
  type ChangesRequest,
  type FactsAnswer,
  type FactsChanges,
  type FactsFeed,
  type FactsFeedOptions,
  type FactsPart,
  type FactsQuestion,
  factsFeed,
} from './facts-feed.js';
export { changesOf, type FactChange, type FactsProvider, type PartialFacts, type Place } from './facts-provider.js';
export {
  FACTS_PATH,
  type FactsTransport,
  type HttpFactsOptions,
  httpFacts,
  type InProcessFacts,
  inProcessFacts,
} from './facts-transport.js';
export { KnownFacts, type KnownFactsOptions, type RunningFacts } from './known-facts.js';
export { isServing, type ModuleFact, type ModuleReason, moduleReason, type OrganizationFacts } from './organization-facts.js';
export { TenancyErrors } from './tenancy.errors.js';
