import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import type { Context } from '@supergraph/kernel/context';
import { OrganizationModule } from '../domain/organization-module.entity.js';

// biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
type Answer = { data: any; errors: readonly object[] };

export interface App {
  as(identity: Identity): { execute(query: string, variables?: Record<string, unknown>): Promise<Answer> };
  context(organizationId?: string | null): Context;
  raised(): Promise<unknown[]>;
}

const change = (name: string, input: string) => `mutation ($input: ${input}!) {
  ${name}(input: $input) {
    organizationModule { state enabled source config configRevision module { key } version { version } enabledAt disabledAt organization { id } }
    userErrors { __typename code field ... on ModuleDependencyError { missing { module { key } range optional } dependents { key } } }
  }
}`;

export const ASSIGN = change('organizationModuleAssign', 'OrganizationModuleAssignInput');
export const UNASSIGN = change('organizationModuleUnassign', 'OrganizationModuleInput');
export const ENABLE = change('organizationModuleEnable', 'OrganizationModuleInput');
export const DISABLE = change('organizationModuleDisable', 'OrganizationModuleInput');
export const SCHEDULE = `mutation ($organizationId: ID!, $moduleKey: ID!, $enableAt: DateTime, $disableAt: DateTime) {
  organizationModuleSchedule(organizationId: $organizationId, moduleKey: $moduleKey, enableAt: $enableAt, disableAt: $disableAt) {
    organizationModule { enabled schedule { enableAt disableAt status failureReason } }
    userErrors { __typename code field }
  }
}`;

/** A time from now on, as a client writes it. */
export const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Lets the time of all schedules and milestones come nearer. */
export async function passHours(app: Pick<App, 'context'>, hours: number): Promise<void> {
  const { em } = app.context();
  const earlier = (column: string) => `${column} = ${column} - interval '${hours} hours'`;
  const schema = em.config.get('schema');
  const columns = ['schedule_enable_at', 'schedule_disable_at', 'schedule_due_at'].map(earlier).join(', ');
  await em.execute(`update "${schema}".organization_module set ${columns}`);
  await em.execute(`update "${schema}".module set ${earlier('rollout_due_at')}, rollout = jsonb_set(rollout, '{milestones}', (
    select coalesce(jsonb_agg(jsonb_set(m, '{startsAt}', to_jsonb(to_char((m ->> 'startsAt')::timestamptz at time zone 'UTC' - interval '${hours} hours',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) order by m ->> 'startsAt'), '[]') from jsonb_array_elements(rollout -> 'milestones') m))
    where rollout is not null`);
}

const REGISTER = 'mutation ($input: ModuleRegisterInput!) { moduleRegister(input: $input) { userErrors { code } } }';
const SET_STATUS = `mutation ($key: ID!, $status: ModuleStatus!) {
  moduleStatusSet(key: $key, status: $status, reason: "for the test") { userErrors { code } }
}`;

/** An answer that a directive refused before anything was read. */
export const stopped = (code: string) => [expect.objectContaining({ extensions: expect.objectContaining({ code }) })];

export const inputError = (code: string, ...field: string[]) => ({ __typename: 'InputError', code, field });

/** A module mutation that was refused because of its module. */
export const refused = (code: string) => ({ organizationModule: null, userErrors: [inputError(code, 'input', 'moduleKey')] });

/** What platform staff does to the registry. */
export const registryOf = (app: App, staff: Identity) => ({
  async register(key: string, input: object = {}): Promise<void> {
    await app.as(staff).execute(REGISTER, { input: { key, name: key, category: 'ADDON', ...input } });
  },
  async move(key: string, ...statuses: string[]): Promise<void> {
    for (const status of statuses) await app.as(staff).execute(SET_STATUS, { key, status });
  },
});

/** An organization with a member who runs mutations of its modules. */
export function anOrganization(app: App, memberOf: (organizationId: string) => Identity) {
  const organizationId = randomUUID();
  const run = async (mutation: string, moduleKey: string, more: object = {}) =>
    Object.values(
      (await app.as(memberOf(organizationId)).execute(mutation, { input: { organizationId, moduleKey, ...more } })).data,
    )[0] as {
      organizationModule: Record<string, unknown> | null;
      userErrors: object[];
    };
  const schedule = async (moduleKey: string, times: { enableAt?: string | null; disableAt?: string | null }) =>
    (await app.as(memberOf(organizationId)).execute(SCHEDULE, { organizationId, moduleKey, ...times })).data.organizationModuleSchedule;
  return {
    organizationId,
    run,
    schedule,
    /** Everything that is stored of its modules, the oldest first. */
    rows: () => app.context(organizationId).em.find(OrganizationModule, {}, { orderBy: { id: 'asc' } }),
  };
}
