import { describe, expect, it } from '@jest/globals';
import { hashApiKeySecret, readApiKey } from '@supergraph/kernel/auth';
import type { FactsFeed } from '@supergraph/kernel/tenancy';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { anOrganization, CONFIG, inSession, letAge } from '../testing/arrange.js';
import { CREATE, CREATE_ACCOUNT, DELETE_ACCOUNT, machinesOf, REVOKE, ROTATE, UPDATE_ACCOUNT } from '../testing/machines.js';

describe('API keys', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const { ownerOf, aMachine, create, aKey } = machinesOf(app);
  const facts = () => app.running().facts as FactsFeed;
  const factOf = async (id: string) => (await facts().ask({ apiKeys: [id] })).apiKeys?.[0];

  describe('a key', () => {
    it('is shown once and kept as a hash', async () => {
      const { made, id, organizationId, accountId } = await aKey({ rateLimitPerMinute: 60, allowedIpCidrs: ['192.0.2.0/24'] });

      const read = readApiKey(made.secret);
      expect(read?.id).toBe(id);
      expect(made.apiKey).toMatchObject({ enabled: true, scopes: ['org:members:read', 'org:read'], expiresAt: null, lastUsedAt: null });
      expect(made.secret.startsWith(made.apiKey.prefix) && made.secret.endsWith(made.apiKey.last4)).toBe(true);
      expect(await factOf(id)).toEqual({
        id,
        organizationId,
        serviceAccountId: accountId,
        secretHash: hashApiKeySecret(read?.secret ?? ''),
        scopes: ['org:members:read', 'org:read'],
        isEnabled: true,
        expiresAt: null,
        allowedIpCidrs: ['192.0.2.0/24'],
        rateLimitPerMinute: 60,
      });
      const rows = await app.context().em.execute('select row_to_json(k)::text as row from api_key k');
      expect(JSON.stringify(rows)).not.toContain(read?.secret);
    });

    it.each([
      [{ scopes: ['org:write'] }, 'SCOPE_EXCEEDS_CREATOR', 'scopes'],
      [{ expiresAt: new Date(Date.now() + 30_000).toISOString() }, 'EXPIRY_OUT_OF_RANGE', 'expiresAt'],
      [{ expiresAt: new Date(Date.now() + 800 * 86_400_000).toISOString() }, 'EXPIRY_OUT_OF_RANGE', 'expiresAt'],
      [{ allowedIpCidrs: ['office'] }, 'INVALID', 'allowedIpCidrs'],
      [{ rateLimitPerMinute: 0 }, 'INVALID', 'rateLimitPerMinute'],
    ])('with %j is refused as %s', async (settings, code, field) => {
      const { owner, accountId } = await aMachine();

      const { userErrors } = await create(owner, { serviceAccountId: accountId, ...settings });

      expect(userErrors).toMatchObject([{ code, field: expect.arrayContaining(['input', field]) }]);
    });

    it('gives nobody more than they may do themselves', async () => {
      const { organizationId, accountId, id } = await aKey();
      const lesser = await inSession(app, aMemberOf(organizationId, 'org:keys:write', 'org:read'));

      expect((await create(lesser, { serviceAccountId: accountId })).userErrors).toMatchObject([{ code: 'SCOPE_EXCEEDS_CREATOR' }]);
      expect((await app.as(lesser).execute(ROTATE, { id, overlap: 0 })).data.apiKeyRotate).toMatchObject({
        secret: null,
        userErrors: [{ code: 'SCOPE_EXCEEDS_CREATOR' }],
      });
      expect((await create(lesser, { serviceAccountId: accountId, scopes: ['org:read'] })).userErrors).toEqual([]);
    });

    it('is taken over by another one, and works on for a while', async () => {
      const settings = { rateLimitPerMinute: 60, allowedIpCidrs: ['192.0.2.0/24'] };
      const { owner, id } = await aKey({ ...settings, expiresAt: new Date(Date.now() + 86_400_000).toISOString() });

      const { apiKey, secret } = (await app.as(owner).execute(ROTATE, { id, overlap: 3_600 })).data.apiKeyRotate;

      expect(apiKey).toMatchObject({ rotatesFrom: id, ...settings });
      expect(readApiKey(secret)?.id).toBe(apiKey.id);
      const [old, fresh] = [await factOf(id), await factOf(apiKey.id)];
      const left = (at: string | null | undefined) => Math.round((new Date(at ?? 0).getTime() - Date.now()) / 60_000);
      expect([left(old?.expiresAt), left(fresh?.expiresAt)]).toEqual([60, 1_440]);
      expect(await app.raised()).toMatchObject([{ type: 'auth.api_key.rotated.v1', payload: { apiKeyId: id, rotatedTo: apiKey.id } }]);
      expect((await app.as(owner).execute(ROTATE, { id, overlap: 0 })).data.apiKeyRotate.userErrors).toEqual([
        { code: 'INVALID', field: ['id'] },
      ]);
    });

    it('is revoked at once, once', async () => {
      const { owner, id } = await aKey();

      const { data } = await app.as(owner).execute(REVOKE, { id });
      await app.as(owner).execute(REVOKE, { id });

      expect(data.apiKeyRevoke).toEqual({ serviceAccount: { keys: [{ id, enabled: false }] }, userErrors: [] });
      expect(await factOf(id)).toMatchObject({ isEnabled: false });
      expect(await app.raised()).toMatchObject([{ type: 'auth.api_key.revoked.v1', payload: { apiKeyId: id } }]);
    });

    it('is one of twenty at most', async () => {
      const { owner, accountId } = await aMachine();
      for (let count = 0; count < 20; count += 1) expect((await create(owner, { serviceAccountId: accountId })).userErrors).toEqual([]);

      expect((await create(owner, { serviceAccountId: accountId })).userErrors).toMatchObject([{ code: 'KEY_LIMIT_REACHED' }]);
    });

    it('tells of every change to whoever follows the facts', async () => {
      const { owner, id, accountId, organizationId } = await aKey();
      let { position } = await facts().changes({ after: null, wait: 0 });
      const input = { organizationId, name: 'Robot', scopes: ['org:read'] };

      await app.as(owner).execute(UPDATE_ACCOUNT, { id: accountId, input });
      await app.as(owner).execute(REVOKE, { id });

      const heard: unknown[] = [];
      while (heard.length < 2) {
        const answer = await facts().changes({ after: position, wait: 1_000 });
        heard.push(...answer.changes);
        position = answer.position;
      }
      expect(heard).toEqual([{ apiKey: id }, { apiKey: id }]);
    });
  });

  it('are kept by people who have just proved who they are, in their own organization', async () => {
    const { owner, id, accountId, organizationId } = await aKey();
    const stranger = await ownerOf((await anOrganization(app)).id, 'org:read', 'org:members:read');
    const codeOf = async (who: Parameters<typeof app.as>[0], query: string, variables: Record<string, unknown>) => {
      const { data, errors } = await app.as(who).execute(query, variables);
      const [payload] = Object.values(data ?? {}) as { userErrors: { code: string }[] }[];
      return payload?.userErrors[0]?.code ?? (errors[0] as { extensions?: { code: string } } | undefined)?.extensions?.code;
    };
    const input = { organizationId, name: 'Robot', scopes: ['org:read'] };

    for (const [query, variables] of [
      [REVOKE, { id }],
      [ROTATE, { id, overlap: 0 }],
      [DELETE_ACCOUNT, { id: accountId }],
      [CREATE, { input: { serviceAccountId: accountId } }],
    ] as const) {
      expect(await codeOf(stranger, query, variables)).toBe('NOT_FOUND');
      expect(await codeOf(aMemberOf(organizationId, 'org:members:write'), query, variables)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    expect(await codeOf(stranger, UPDATE_ACCOUNT, { id: accountId, input })).toBe('TENANT_MISMATCH');
    await letAge(app, owner.sessionId ?? '', 3_601);
    for (const [query, variables] of [
      [REVOKE, { id }],
      [ROTATE, { id, overlap: 0 }],
      [DELETE_ACCOUNT, { id: accountId }],
      [CREATE, { input: { serviceAccountId: accountId } }],
      [CREATE_ACCOUNT, { input }],
      [UPDATE_ACCOUNT, { id: accountId, input }],
    ] as const) {
      expect(await codeOf(owner, query, variables)).toBe('REAUTHENTICATION_REQUIRED');
    }
  });
});
