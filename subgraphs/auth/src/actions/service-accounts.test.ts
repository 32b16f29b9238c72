import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import type { FactsFeed } from '@supergraph/kernel/tenancy';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { ApiKey } from '../domain/api-key.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { CREATE_ACCOUNT, DELETE_ACCOUNT, LIST, machinesOf, REVOKE, UPDATE_ACCOUNT } from '../testing/machines.js';

describe('service accounts and their keys', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const { ownerOf, aMachine, create, aKey } = machinesOf(app);
  const facts = () => app.running().facts as FactsFeed;
  const factOf = async (id: string) => (await facts().ask({ apiKeys: [id] })).apiKeys?.[0];

  describe('a service account', () => {
    it('belongs to the organization, with scopes that whoever makes it has', async () => {
      const { serviceAccount, owner, organizationId } = await aMachine();

      expect(serviceAccount).toMatchObject({
        name: 'Robot',
        description: null,
        scopes: ['org:members:read', 'org:read'],
        enabled: true,
        createdBy: { id: owner.subject },
        organization: { id: organizationId },
        keys: [],
      });
      expect((await app.raised()).at(-1)).toMatchObject({ type: 'auth.service_account.created.v1', organizationId });
    });

    it.each([
      [{ scopes: ['org:billing:write'] }, 'SCOPE_EXCEEDS_CREATOR', 'scopes'],
      [{ scopes: ['org:made:up'] }, 'SCOPE_EXCEEDS_CREATOR', 'scopes'],
      [{ scopes: [] }, 'INVALID', 'scopes'],
      [{ name: ' ' }, 'INVALID', 'name'],
    ])('of %j is refused as %s', async (input, code, field) => {
      const { owner, organizationId } = await aMachine();

      const variables = { input: { organizationId, name: 'Other', scopes: ['org:read'], ...input } };
      const { data } = await app.as(owner).execute(CREATE_ACCOUNT, variables);

      expect(data.serviceAccountCreate).toMatchObject({ serviceAccount: null, userErrors: [{ code, field: ['input', field] }] });
    });

    it.each(['internal', 'platform:orgs:write', 'org:read platform:orgs:write'])('can never do "%s"', async (scope) => {
      const { organizationId } = await aMachine();
      const owner = await ownerOf(organizationId, scope);

      const { data } = await app.as(owner).execute(CREATE_ACCOUNT, { input: { organizationId, name: 'Other', scopes: [scope] } });

      expect(data.serviceAccountCreate.userErrors).toEqual([{ code: 'INVALID', field: ['input', 'scopes', '0'] }]);
    });

    it('takes its keys with it: what it may do, whether it is on, and its end', async () => {
      const { owner, organizationId, accountId, id } = await aKey();
      const update = async (input: object) => {
        const variables = { id: accountId, input: { organizationId, name: 'Robot', scopes: ['org:read'], ...input } };
        return (await app.as(owner).execute(UPDATE_ACCOUNT, variables)).data.serviceAccountUpdate;
      };

      expect((await update({ description: 'Reads' })).serviceAccount).toMatchObject({ scopes: ['org:read'], description: 'Reads' });
      expect(await factOf(id)).toMatchObject({ scopes: ['org:read'], isEnabled: true });
      expect((await app.raised()).at(-1)).toMatchObject({ type: 'auth.service_account.updated.v1', payload: { apiKeyIds: [id] } });
      await update({ enabled: false });
      expect(await factOf(id)).toMatchObject({ isEnabled: false });
      await update({ enabled: true });
      expect((await update({ scopes: ['org:read', 'org:billing:write'] })).userErrors).toMatchObject([{ code: 'SCOPE_EXCEEDS_CREATOR' }]);
      await app.raised();
      expect((await app.as(owner).execute(DELETE_ACCOUNT, { id: accountId })).data.serviceAccountDelete.userErrors).toEqual([]);
      expect(await factOf(id)).toMatchObject({ isEnabled: false });
      expect(await app.raised()).toMatchObject([{ type: 'auth.service_account.deleted.v1', payload: { apiKeyIds: [id] } }]);
      expect((await create(owner, { serviceAccountId: accountId })).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['input', 'serviceAccountId'] },
      ]);
    });
  });

  it('are listed with their last use, which never goes back in time, in three statements', async () => {
    const { owner, id, organizationId } = await aKey();
    const gateway = serviceIdentity('gateway');
    const use = (at: number, ipAddress: string, key = id) => ({ id: key, at: new Date(at).toISOString(), ipAddress });
    const record = (uses: object[]) =>
      app.as(gateway).execute('mutation ($uses: [ApiKeyUseInput!]!) { apiKeysUsed(uses: $uses) }', { uses });
    const of = [{ __typename: 'Organization', id: organizationId }];

    const now = Date.now();
    const sent = await app.statementsOf(() =>
      record([use(now - 5_000, '192.0.2.1'), use(now, '192.0.2.2'), use(now, '::1', randomUUID())]),
    );
    await record([use(now - 60_000, '192.0.2.3')]);

    expect(sent).toHaveLength(1);
    const list = () => app.as(owner).execute(LIST, { of });
    const { data } = await list();
    const used = { id, lastUsedAt: new Date(now).toISOString(), lastUsedIp: '192.0.2.2', revokesAt: null };
    expect(data._entities[0].serviceAccounts.nodes).toMatchObject([{ keys: [used] }]);
    expect(await app.statementsOf(list)).toHaveLength(3);
    expect((await app.as(aMemberOf(organizationId, 'org:read')).execute(LIST, { of })).data._entities[0].serviceAccounts).toBeNull();
    expect((await app.as(owner).execute('mutation { apiKeysUsed(uses: []) }')).errors).toHaveLength(1);
  });

  it('are verified for our own processes', async () => {
    const { owner, id, secret, organizationId } = await aKey();
    const verify = async (variables: object) => {
      const query = `query ($key: String!, $scopes: [String!], $organization: ID) { apiKeyVerify(key: $key, requiredScopes: $scopes,
        organizationId: $organization) { valid code serviceAccount { name } } }`;
      return (await app.as(serviceIdentity('gateway')).execute(query, { key: secret, ...variables })).data.apiKeyVerify;
    };
    const named = { serviceAccount: { name: 'Robot' } };

    expect(await verify({ scopes: ['org:read'], organization: organizationId })).toEqual({ valid: true, code: 'VALID', ...named });
    expect(await verify({ scopes: ['org:write'] })).toEqual({ valid: false, code: 'INSUFFICIENT_PERMISSIONS', ...named });
    expect(await verify({ organization: randomUUID() })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await verify({ key: 'nonsense' })).toEqual({ valid: false, code: 'NOT_FOUND', serviceAccount: null });
    await app.context().em.nativeUpdate(ApiKey, { id }, { expiresAt: new Date(Date.now() - 1) });
    expect(await verify({})).toMatchObject({ code: 'EXPIRED' });
    await app.as(owner).execute(REVOKE, { id });
    expect(await verify({})).toMatchObject({ code: 'DISABLED' });
    const outside = await app.as(anOperator('platform:users:read')).execute(`{ apiKeyVerify(key: "${secret}") { valid } }`);
    expect(outside.errors).toHaveLength(1);
  });
});
