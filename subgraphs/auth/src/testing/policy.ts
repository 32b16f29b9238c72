import type { Identity } from '@supergraph/kernel/auth';
import { aMemberOf } from '@supergraph/kernel/testing';
import { type App, inSession } from './arrange.js';

const UPDATE = 'mutation ($input: SecurityPolicyInput!) { securityPolicyUpdate(input: $input) { userErrors { code field } } }';

/** Changes the rules of an organization as an owner of it does. */
export async function setPolicy(
  app: App & { as(identity: Identity): Pick<App, 'execute'> },
  organizationId: string,
  rules: object,
): Promise<void> {
  const owner = await inSession(app, aMemberOf(organizationId, 'org:ownership:write'));
  const { data, errors } = await app.as(owner).execute(UPDATE, { input: { organizationId, ...rules } });
  if (errors.length > 0 || data.securityPolicyUpdate.userErrors.length > 0) throw new Error(JSON.stringify({ data, errors }));
}
