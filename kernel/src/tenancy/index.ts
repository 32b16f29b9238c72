export type { Facts } from './facts.js';
export { changesOf, type FactChange, type FactsProvider, type PartialFacts, type Place } from './facts-provider.js';
export { isServing, type ModuleFact, type ModuleReason, moduleReason, type OrganizationFacts } from './organization-facts.js';
export { TenancyErrors } from './tenancy.errors.js';
