import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Account } from '../domain/account.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anOrganization, CONFIG, logIn } from '../testing/arrange.js';

const SELECT = `mutation ($token: String!, $organizationId: ID!) { loginSelectOrganization(loginToken: $token, organizationId: $organizationId) {
  outcome { ... on TokenPair { accessToken session { deviceName organization { id } } } } userErrors { code field } } }`;

describe('selectOrganization', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const select = async (token: string, organizationId: string) =>
    (await app.execute(SELECT, { token, organizationId })).data.loginSelectOrganization;
  const choosing = async () => {
    const { account, organization } = await aMember(app);
    await aGrant(app, { userId: account.id, organizationId: (await anOrganization(app)).id });
    const { outcome } = await logIn(app, account, { deviceName: 'Phone' });
    return { token: outcome.loginToken as string, organization, account };
  };

  it('starts the session in the organization that was chosen', async () => {
    const { token, organization } = await choosing();

    expect(await select(token, organization.id)).toMatchObject({
      outcome: { session: { deviceName: 'Phone', organization: { id: organization.id } } },
      userErrors: [],
    });
  });

  it('refuses one that was suspended in the meantime', async () => {
    const { token, organization } = await choosing();
    await app.context().em.nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.SUSPENDED });

    expect((await select(token, organization.id)).userErrors).toEqual([{ code: 'ORGANIZATION_SUSPENDED', field: null }]);
  });

  it('takes no token from before the password was changed', async () => {
    const { token, organization, account } = await choosing();
    await app.context().em.nativeUpdate(Account, { id: account.id }, { passwordChangedAt: new Date(Date.now() + 1_000) });

    expect((await select(token, organization.id)).userErrors).toEqual([{ code: 'TOKEN_INVALID', field: ['loginToken'] }]);
  });

  it.each(['a foreign one', 'an absent one', 'a malformed id'])('refuses %s as NOT_A_MEMBER', async (kind) => {
    const ids: Record<string, string> = {
      'a foreign one': (await anOrganization(app)).id,
      'an absent one': randomUUID(),
      'a malformed id': 'x',
    };

    expect(await select((await choosing()).token, ids[kind]!)).toEqual({
      outcome: null,
      userErrors: [{ code: 'NOT_A_MEMBER', field: null }],
    });
  });

  it('takes login tokens only, and only in time', async () => {
    const { account, organization } = await aMember(app);
    const { outcome } = await logIn(app, account);
    const { loginTokens } = (app.context().services as { keys: { loginTokens: Buffer } }).keys;
    const late = jwt.sign({}, loginTokens, { subject: account.id, audience: 'login', expiresIn: -1 });

    for (const [token, code] of [
      [outcome.accessToken, 'TOKEN_INVALID'],
      [outcome.refreshToken, 'TOKEN_INVALID'],
      ['', 'TOKEN_INVALID'],
      [late, 'TOKEN_EXPIRED'],
    ]) {
      expect(await select(token, organization.id)).toEqual({ outcome: null, userErrors: [{ code, field: ['loginToken'] }] });
    }
  });
});
