import type { Identity } from '@supergraph/kernel/auth';
import { aMemberOf } from '@supergraph/kernel/testing';
import { type App, anOrganization, inSession } from './arrange.js';

const ACCOUNT = 'id name description scopes enabled createdBy { id } organization { id } keys { id enabled last4 }';
export const CREATE_ACCOUNT = `mutation ($input: ServiceAccountInput!) { serviceAccountCreate(input: $input) { serviceAccount { ${ACCOUNT} }
  userErrors { code field } } }`;
export const UPDATE_ACCOUNT = `mutation ($id: ID!, $input: ServiceAccountInput!) { serviceAccountUpdate(id: $id, input: $input) {
  serviceAccount { ${ACCOUNT} } userErrors { code field } } }`;
export const DELETE_ACCOUNT = 'mutation ($id: ID!) { serviceAccountDelete(id: $id) { userErrors { code field } } }';
export const CREATE = `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id prefix last4 scopes enabled expiresAt
  allowedIpCidrs rateLimitPerMinute lastUsedAt } userErrors { code field } } }`;
export const ROTATE = `mutation ($id: ID!, $overlap: Int) { apiKeyRotate(id: $id, overlapSeconds: $overlap) { secret apiKey { id rotatesFrom scopes
  allowedIpCidrs rateLimitPerMinute } userErrors { code field } } }`;
export const REVOKE = 'mutation ($id: ID!) { apiKeyRevoke(id: $id) { serviceAccount { keys { id enabled } } userErrors { code field } } }';
export const LIST = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { serviceAccounts { nodes { id keys { id lastUsedAt
  lastUsedIp revokesAt } } } } } }`;

type WhoApp = App & { as(identity: Identity): Pick<App, 'execute'>; raised(): Promise<unknown> };

/** Organizations with machines, as their owners make them. */
export function machinesOf(app: WhoApp) {
  const ownerOf = (organizationId: string, ...scopes: string[]) =>
    inSession(app, aMemberOf(organizationId, 'org:ownership:write', ...scopes));
  /** An organization with a machine that may read it and its members, and an owner. */
  const aMachine = async () => {
    const { id: organizationId } = await anOrganization(app);
    const owner = await ownerOf(organizationId, 'org:read', 'org:members:read', 'org:write');
    const input = { organizationId, name: ' Robot ', scopes: ['org:read', 'org:members:read', 'org:read'] };
    const { serviceAccount } = (await app.as(owner).execute(CREATE_ACCOUNT, { input })).data.serviceAccountCreate;
    return { organizationId, owner, accountId: serviceAccount.id as string, serviceAccount };
  };
  const create = async (who: Identity, input: object) => (await app.as(who).execute(CREATE, { input })).data.apiKeyCreate;
  const aKey = async (settings: object = {}) => {
    const machine = await aMachine();
    const made = await create(machine.owner, { serviceAccountId: machine.accountId, ...settings });
    await app.raised();
    return { ...machine, id: made.apiKey.id as string, secret: made.secret as string, made };
  };
  return { ownerOf, aMachine, create, aKey };
}
