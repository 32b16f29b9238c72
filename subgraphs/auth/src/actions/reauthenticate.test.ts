import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { authSubgraph } from '../subgraph.js';
import { aMemberLoggedIn, CONFIG, letAge, PASSWORD, refresh } from '../testing/arrange.js';

const REAUTHENTICATE = `mutation ($password: String, $code: String) { reauthenticate(password: $password, code: $code) {
  tokens { accessToken refreshToken session { id authenticatedAt authMethods aal } } userErrors { code field } } }`;
const SENSITIVE = [
  'passwordChange(currentPassword: "x", newPassword: "y")',
  'emailChangeRequest(newEmail: "new@example.com")',
  'totpEnroll',
  'totpConfirm(code: "123456")',
  'mfaFactorRemove(id: "x")',
  'backupCodesRegenerate',
  'sessionRevoke(id: "x")',
  'sessionRevokeOthers',
];

describe('reauthenticate', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const aPerson = () => aMemberLoggedIn(app, { grant: { permissions: ['org:ownership:write'] } });
  const prove = async (who: Parameters<typeof app.as>[0], variables: Record<string, unknown>) =>
    (await app.as(who).execute(REAUTHENTICATE, variables)).data.reauthenticate;

  it.each(SENSITIVE)('is asked for by %s after an hour', async (mutation) => {
    const { id, identity } = await aPerson();
    const codes = async () => {
      const { data } = await app.as(identity).execute(`mutation { it: ${mutation} { userErrors { code } } }`);
      return data.it.userErrors.map(({ code }: { code: string }) => code);
    };
    await letAge(app, id, 3_590);
    expect(await codes()).not.toContain('REAUTHENTICATION_REQUIRED');

    await letAge(app, id, 3_601);

    expect(await codes()).toEqual(['REAUTHENTICATION_REQUIRED']);
  });

  it('is asked for by a change of the security policy, which no program makes', async () => {
    const { id, identity, organization } = await aPerson();
    const update = `mutation { securityPolicyUpdate(input: { organizationId: "${organization.id}" }) { userErrors { code } } }`;
    await letAge(app, id, 3_601);

    expect((await app.as(identity).execute(update)).data.securityPolicyUpdate.userErrors).toEqual([{ code: 'REAUTHENTICATION_REQUIRED' }]);
    const program = { ...serviceIdentity('x', organization.id), scopes: ['org:security:write'] };
    expect((await app.as(program).execute(update)).data.securityPolicyUpdate.userErrors).toEqual([{ code: 'FORBIDDEN' }]);
  });

  it('opens them again by the password, with new tokens that say when', async () => {
    const { id, identity, token } = await aPerson();
    await letAge(app, id, 7_200);

    const { tokens, userErrors } = await prove(identity, { password: PASSWORD });

    expect(userErrors).toEqual([]);
    expect(tokens.session).toMatchObject({ id, authMethods: ['pwd'], aal: 1 });
    const { auth_time: at } = jwt.decode(tokens.accessToken) as { auth_time: number };
    expect(Date.now() / 1_000 - at).toBeLessThan(60);
    expect((await app.as(identity).execute(`mutation { totpEnroll { secret userErrors { code } } }`)).data.totpEnroll.userErrors).toEqual(
      [],
    );
    expect((await refresh(app, tokens.refreshToken)).userErrors).toEqual([]);
    expect((await refresh(app, token)).userErrors).toMatchObject([{ code: 'TOKEN_REUSED' }]);
  });

  it('takes no wrong password, and counts it', async () => {
    const { identity } = await aPerson();
    for (let count = 0; count < 10; count += 1) {
      expect((await prove(identity, { password: 'wrong' })).userErrors).toEqual([{ code: 'INVALID_CREDENTIALS', field: ['password'] }]);
    }

    expect((await prove(identity, { password: PASSWORD })).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it('wants one proof', async () => {
    const { identity } = await aPerson();

    expect((await prove(identity, {})).userErrors).toMatchObject([{ code: 'INVALID' }]);
    expect((await prove(identity, { password: PASSWORD, code: '123456' })).userErrors).toMatchObject([{ code: 'INVALID' }]);
    expect((await prove(identity, { code: '123456' })).userErrors).toEqual([{ code: 'MFA_INVALID_CODE', field: ['code'] }]);
  });
});
