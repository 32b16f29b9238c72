import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import type { Coverage } from '../check/coverage.js';
import type { FuzzReport } from './fuzz.js';

/** Why a field can have no value in an answer to a member: it is no part of what must be seen. */
const UNREACHABLE: readonly { fields: RegExp; reason: string }[] = [
  {
    fields:
      /^(AuditActivity|AuditActivityBucket|AuditAnchor|AuditAnchorConnection|AuditAnchorEdge|Dashboard|DashboardProblem|HealthCheck|ServiceHealth|SignUp|SignUpConnection|SignUpEdge|OrganizationConnection|OrganizationEdge|UserConnection|UserEdge|RolloutRule|RolloutMilestone|ModulePayload|TemplatePayload|ModuleRequiredByTemplateError)\./,
    reason: 'for platform staff only',
  },
  {
    fields:
      /^(Query\.(auditAnchors|auditEvents|organizations|organizationsChangedPosition|services|signUps|systemDashboard|users)|Subscription\.organizationsChanged|Mutation\.(module(Register|RolloutSet|StatusSet|Update)|organization(Suspend|Reactivate)|template(Create|StatusSet|VersionCreate))|Module\.(organizationCount|rollout))$/,
    reason: 'for platform staff only',
  },
  { fields: /^Organization\.statusReason$/, reason: 'only where an organization is suspended, and then its members are refused' },
  { fields: /^Session\.(endedAt|endedReason)$/, reason: 'clients are shown their living session only' },
  {
    fields: /^(Plan\.moduleKeys|ModuleVersion\.changelog|ModuleSchedule\.failureReason)$/,
    reason: 'nothing in the catalogue has one, and no mutation sets one',
  },
  { fields: /^OrganizationSignUpPayload\.tokens$/, reason: 'consumers rest while the fuzzer runs, and no sign-up comes to its end' },
  { fields: /^ChainVerification\.(firstBroken|reason)$/, reason: 'only where a chain was tampered with' },
];

export interface FieldCoverage {
  all: number;
  reachable: number;
  covered: number;
  missing: string[];
  /** Fields of `UNREACHABLE` that had a value all the same. */
  surprising: string[];
}

export function fieldCoverage(schema: GraphQLSchema, { fields }: Coverage): FieldCoverage {
  const all = Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  const isReachable = (field: string) => !UNREACHABLE.some(({ fields: pattern }) => pattern.test(field));
  const reachable = all.filter(isReachable);
  return {
    all: all.length,
    reachable: reachable.length,
    covered: reachable.filter((field) => fields.has(field)).length,
    missing: reachable.filter((field) => !fields.has(field)),
    surprising: [...fields.keys()].filter((field) => !isReachable(field)),
  };
}

/** Which lock stopped what named something of B's, by the codes of the answers. */
const LOCKS: readonly [string, RegExp][] = [
  ['1 directives: tenancy', /TENANT_MISMATCH|TENANT_REQUIRED|ORGANIZATION_SUSPENDED/],
  ['1 directives: login, scopes, policies, modules', /error: (UNAUTHENTICATED|UNAUTHORIZED_FIELD_OR_TYPE|MODULE_DISABLED)/],
  ['2 and 3 filter and rows: nothing found', /^nothing$|NOT_FOUND|NOT_ASSIGNED|NOT_A_MEMBER|ROLE_UNKNOWN/],
  ['a resolver answered with what is A’s, or everybody’s', /^data|^done/],
  ['refused for its form or for a rule', /./],
];

export function byLock(foreign: Coverage['foreign']): [string, number][] {
  const counts = new Map(LOCKS.map(([name]) => [name, 0]));
  for (const outcomes of foreign.values()) {
    for (const [outcome, times] of outcomes) {
      const [lock] = LOCKS.find(([, pattern]) => pattern.test(outcome)) ?? ['?'];
      counts.set(lock, (counts.get(lock) ?? 0) + times);
    }
  }
  return [...counts];
}

const share = (part: number, whole: number): string => `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(1)} %)`;

/** A run on one page. */
export function describeRun({ coverage, schema, findings, unsteady, elapsed }: FuzzReport): string {
  const { operations, valid, withData, outcomes, foreign, places } = coverage;
  const fields = fieldCoverage(schema, coverage);
  const roots = rootNames(schema);
  return [
    `${operations} operations in ${(elapsed / 1000).toFixed(1)} s: ${(operations / (elapsed / 1000)).toFixed(0)} a second, twins and repetitions included`,
    `valid: ${share(valid, operations)}; answered with data: ${share(withData, operations)}; unsteady, and compared again: ${unsteady}`,
    `root fields asked for: ${share(roots.filter((root) => outcomes.has(root)).length, roots.length)}`,
    ...listed(
      'not asked for',
      roots.filter((root) => !outcomes.has(root)),
    ),
    `entities found by reference: ${share(coverage.entitiesFound.size, coverage.entitiesAsked.size)}`,
    ...listed(
      'not found',
      [...coverage.entitiesAsked.keys()].filter((entity) => !coverage.entitiesFound.has(entity)),
    ),
    `fields seen with a value: ${share(fields.covered, fields.reachable)} of those that a member can see, of ${fields.all} in all`,
    ...listed('not seen', fields.missing),
    ...listed('seen, though no member should', fields.surprising),
    `arguments and keys that B's values were sent in: ${places.size}`,
    '',
    'What became of what named something of B’s, by lock:',
    ...byLock(foreign).map(([lock, times]) => `  ${String(times).padStart(7)}  ${lock}`),
    '',
    'What became of each root field:',
    ...[...outcomes].sort().map(([root, found]) => `  ${root}: ${listOf(found)}`),
    '',
    `${findings.length} findings`,
  ].join('\n');
}

const listed = (what: string, names: readonly string[]): string[] => (names.length > 0 ? [`  ${what}: ${names.join(', ')}`] : []);

const listOf = (found: ReadonlyMap<string, number>): string =>
  [...found]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, times]) => `${outcome} ${times}`)
    .join(', ');

const rootNames = (schema: GraphQLSchema): string[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
    root ? Object.keys(root.getFields()).map((name) => `${root.name}.${name}`) : [],
  );
