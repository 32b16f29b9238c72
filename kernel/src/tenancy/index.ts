export type { Facts } from './facts.js';
export { isServing, type ModuleFact, type ModuleReason, moduleReason, type OrganizationFacts } from './organization-facts.js';
export { TenancyErrors } from './tenancy.errors.js';
