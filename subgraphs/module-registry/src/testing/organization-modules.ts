import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { Context } from '@supergraph/kernel/context';
import { OrganizationModule } from '../domain/organization-module.entity.js';

// biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
type Answer = { data: any; errors: readonly object[] };

interface App {
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

const REGISTER = 'mutation ($input: ModuleRegisterInput!) { moduleRegister(input: $input) { userErrors { code } } }';
const SET_STATUS = `mutation ($key: ID!, $status: ModuleStatus!) {
  moduleStatusSet(key: $key, status: $status, reason: "for the test") { userErrors { code } }
}`;

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
  return {
    organizationId,
    run,
    /** Everything that is stored of its modules, the oldest first. */
    rows: () => app.context(organizationId).em.find(OrganizationModule, {}, { orderBy: { id: 'asc' } }),
  };
}
