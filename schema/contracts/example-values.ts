/** What properties hold in examples, by their names. Ids and what has no name here are made up. */
const COMMON: Readonly<Record<string, unknown>> = {
  code: 'manufacturing',
  configRevision: 4,
  currentPeriodEnd: '2026-04-01T00:00:00.000Z',
  disableAt: '2026-06-30T22:00:00.000Z',
  displayName: 'Ada Lovelace',
  enableAt: '2026-03-09T06:00:00.000Z',
  expiresAt: '2026-03-09T09:30:00.000Z',
  fields: ['displayName', 'timezone'],
  groupId: 'early-access',
  industryCode: 'manufacturing',
  locale: 'en-GB',
  moduleKey: 'inventory',
  moduleKeys: ['inventory', 'products'],
  name: 'Acme Tools',
  operation: 'OrganizationOverview',
  percentage: 25,
  permissions: ['organization:read', 'user:read'],
  planKey: 'professional',
  reason: 'The invoice of February is unpaid',
  roleKeys: ['manager'],
  slug: 'acme',
  startsAt: '2026-03-09T06:00:00.000Z',
  status: 'ACTIVE',
  timezone: 'Europe/London',
  trialEndsAt: '2026-03-16T09:30:00.000Z',
  version: 3,
};

const INDUSTRY = { name: 'Manufacturing', version: 3 };

/** What they hold in some events: by the event's type, or the beginning of it. */
const IN_EVENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'audit.': { sequence: 12, chains: 340 },
  'auth.account.': { isPlatformAdmin: false },
  'auth.login.failed.': { reason: 'WRONG_PASSWORD' },
  'auth.session.ended.': { reason: 'LOGOUT' },
  'industry_template.': INDUSTRY,
  'industry_template.archived.': { ...INDUSTRY, status: 'INACTIVE' },
  'membership.': { given: ['manager'], taken: ['employee'] },
  'module.': { name: 'Inventory', source: 'TEMPLATE' },
  'module.updated.': { name: 'Inventory', status: 'DEPRECATED', reason: 'Products takes its place' },
  'module.schedule_failed.': { code: 'MODULE_DEPENDENCY_MISSING', reason: 'The module "products" is not enabled' },
  'module.schedule_updated.': { status: 'PENDING' },
  'operation.': { kind: 'MODULES_BULK_ASSIGN', status: 'RUNNING', total: 120, done: 87, failed: 1, skipped: 2, chunk: 3 },
  'operation.finished.': { kind: 'MODULES_BULK_ASSIGN', status: 'PARTIALLY_FAILED', total: 120, done: 117, failed: 1, skipped: 2 },
  'platform.': { fields: ['organization'] },
  'role.': { key: 'warehouse-lead', name: 'Warehouse lead' },
  'tenant.reactivated.': { reason: 'The invoice was paid' },
  'user.invited.': { acceptedById: null },
};

/** What a property of an event holds in its example; `undefined` where nothing is known of it. */
export function exampleValue(type: string, property: string): unknown {
  const nearest = Object.keys(IN_EVENTS)
    .filter((beginning) => type.startsWith(beginning))
    .sort((a, b) => b.length - a.length)[0];
  return { ...COMMON, ...IN_EVENTS[nearest ?? ''] }[property];
}
