import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { PLATFORM_SCOPES } from '../domain/platform-scopes.js';
import { authSubgraph } from '../subgraph.js';
import { anAccount, CONFIG, identityOf, logIn } from '../testing/arrange.js';
import { ensureSuperAdmin } from './ensure-super-admin.js';

const password = 'a phrase for the first start';

describe('ensureSuperAdmin', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SUPER_ADMIN_EMAIL: 'Root@Example.com', SUPER_ADMIN_PASSWORD: password } });

  it('never promotes an ordinary account of that address', async () => {
    const account = await anAccount(app, { email: 'root@example.com' });

    await expect(ensureSuperAdmin(app.context<AuthContext>())).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });

    expect(await app.raised()).toEqual([]);
    await app.context().em.nativeDelete(Account, { id: account.id });
  });

  it('makes the first super admin once, however many replicas start together', async () => {
    await Promise.all(Array.from({ length: 4 }, () => ensureSuperAdmin(app.context<AuthContext>())));
    await ensureSuperAdmin(app.context<AuthContext>());

    const [admin, ...others] = await app.context().em.find(Account, {});
    expect(others).toEqual([]);
    expect(admin).toMatchObject({ email: 'root@example.com', platformScopes: PLATFORM_SCOPES });
    expect(await app.raised()).toMatchObject([
      {
        type: 'auth.account.created.v1',
        organizationId: null,
        payload: { userId: admin!.id, email: 'root@example.com', organizationId: null, isPlatformAdmin: true },
      },
    ]);
    const { outcome } = await logIn(app, admin!, { password });
    expect(identityOf(outcome.accessToken)).toMatchObject({ subject: admin!.id, organizationId: null, scopes: PLATFORM_SCOPES });
  });
});

describe('ensureSuperAdmin with other settings', () => {
  const none = testSubgraph(authSubgraph, { config: CONFIG });
  const weak = testSubgraph(authSubgraph, {
    config: { ...CONFIG, SUPER_ADMIN_EMAIL: 'root@example.com', SUPER_ADMIN_PASSWORD: 'password1234' },
  });

  it('makes nobody where nobody is named', async () => {
    await ensureSuperAdmin(none.context<AuthContext>());

    expect(await none.context().em.count(Account)).toBe(0);
  });

  it('refuses a weak password', async () => {
    await expect(ensureSuperAdmin(weak.context<AuthContext>())).rejects.toMatchObject({ code: 'PASSWORD_TOO_WEAK' });

    expect(await weak.context().em.count(Account)).toBe(0);
  });
});
