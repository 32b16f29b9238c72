export { type Asking, type Condition, conditionsOf, PATIENCE, refusalOf, valuesAt } from './decide.js';
export { unknownPolicies } from './policies.js';
export { type AnyOfAllOf, DIRECTIVES, type Requirement, type Requirements, requirementsOf } from './requirement.js';
