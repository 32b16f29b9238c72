import { defineErrors } from '@supergraph/kernel/errors';

export const RegistryErrors = defineErrors('module-registry', {
  MODULE_KEY_TAKEN: ['conflict', (key: string) => `The module key "${key}" is taken`],
  MODULE_RETIRED: ['conflict', (key: string) => `Module "${key}" is retired: it cannot be used any more`],
  MODULE_NOT_ACTIVE: ['conflict', (key: string, status: string) => `Module "${key}" is ${status.toLowerCase()}, so it is not on offer`],
  MODULE_NOT_REMOVABLE: ['conflict', (key: string) => `Module "${key}" belongs to every organization and stays on`],
  MODULE_REQUIRED_BY_TEMPLATE: ['conflict', (key: string, codes: string) => `Active templates require module "${key}": ${codes}`],
  CYCLIC_DEPENDENCY: ['invalid', (path: string) => `The modules would need each other in a circle: ${path}`],
  DEPENDENCY_MISSING: ['conflict', (keys: string) => `Modules that are needed are not switched on: ${keys}`],
  DEPENDENCY_VERSION: [
    'invalid',
    (key: string, version: string) => `The range does not include the version of "${key}" that is there: ${version}`,
  ],
  DEPENDENT_MODULES_ENABLED: ['conflict', (keys: string) => `Other modules need this one: ${keys}`],
  CONFIG_SCHEMA_VIOLATION: ['invalid', (problem: string) => problem],
  ALREADY_ASSIGNED: ['conflict', (key: string) => `The organization has module "${key}" already`],
  NOT_ASSIGNED: ['conflict', (key: string) => `The organization does not have module "${key}"`],
  ALREADY_ENABLED: ['conflict', (key: string) => `Module "${key}" is switched on already`],
  NOT_ENABLED: ['conflict', (key: string) => `Module "${key}" is not switched on`],
  TEMPLATE_CODE_TAKEN: ['conflict', (code: string) => `The template code "${code}" is taken`],
  TEMPLATE_EMPTY: ['invalid', () => 'A template needs at least one module'],
  TEMPLATE_INACTIVE: ['conflict', (code: string) => `Template "${code}" is not on offer`],
  IDEMPOTENCY_CONFLICT: ['conflict', () => 'This key belongs to an operation with another input'],
  OPERATION_NOT_CANCELABLE: ['conflict', () => 'The operation is over: there is nothing left to cancel'],
  OPERATION_ITEM_FAILED: ['conflict', () => 'It could not be done, for a reason that lies with us'],
});
