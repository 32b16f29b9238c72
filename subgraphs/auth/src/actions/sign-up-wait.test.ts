import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account } from '../domain/account.entity.js';
import type { SignUp } from '../domain/sign-up.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG, identityOf } from '../testing/arrange.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, provision, signUp, signUpsOf } from '../testing/sign-up.js';

describe('signUpOrganization, waiting for the organization', () => {
  const siblings = new Siblings();
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SIGN_UP_WAIT_MS: '5000' }, call: siblings.call });
  const accounts = (email: string) => app.context().em.find(Account, { email });

  /** Provisions as soon as the account is there, as the other subgraphs would. */
  const whileProvisioned = async <Result>(email: string, work: Promise<Result>): Promise<Result> => {
    let row: SignUp | undefined;
    while (!row) {
      [row] = (await signUpsOf(app, email)).filter(({ state }) => state === 'ACCOUNT_CREATED');
      await sleep(10);
    }
    await provision(app, row);
    return work;
  };

  it('answers an organization that is ready, with its owner logged in', async () => {
    const input = aSignUp({ deviceName: 'Laptop', ownerEmail: ' Ada@Example.COM ', subdomain: ' AcMe ' });
    await app.raised();

    const { organization, tokens, userErrors } = await whileProvisioned('ada@example.com', signUp(app, input));

    expect(userErrors).toEqual([]);
    expect(organization).toEqual({ id: expect.any(String), name: 'Acme', slug: 'acme', status: 'ACTIVE' });
    expect(tokens.session).toMatchObject({ deviceName: 'Laptop', organization: { slug: 'acme' } });
    const [account] = await accounts('ada@example.com');
    expect(identityOf(tokens.accessToken)).toMatchObject({ subject: account!.id, organizationId: organization.id });
    expect(await app.raised()).toMatchObject([
      {
        type: 'auth.account.created.v1',
        organizationId: organization.id,
        payload: {
          userId: account!.id,
          email: 'ada@example.com',
          displayName: 'Ada Lovelace',
          organizationId: organization.id,
          isPlatformAdmin: false,
        },
      },
      { type: 'auth.session.started.v1' },
    ]);
    const [row] = await signUpsOf(app, 'ada@example.com');
    expect(row).toMatchObject({ state: 'COMPLETED', passwordHash: null, organizationId: organization.id, userId: account!.id });
  });

  it('makes one organization of five calls at once', async () => {
    const input = aSignUp();
    siblings.asked.length = 0;
    await app.raised();
    const open = siblings.hold('organizationReserve');
    const calls = Array.from({ length: 5 }, () => signUp(app, input));
    await sleep(200);
    open();

    const answers = await whileProvisioned(input.ownerEmail, Promise.all(calls));

    expect(answers.flatMap(({ userErrors, errors }) => [...userErrors, ...errors])).toEqual([]);
    expect(new Set(answers.map(({ organization }) => organization.id)).size).toBe(1);
    expect(answers.every(({ tokens }) => tokens !== null)).toBe(true);
    expect(siblings.asked.filter((operation) => operation === 'organizationReserve')).toHaveLength(1);
    expect(await accounts(input.ownerEmail)).toHaveLength(1);
    expect((await app.raised()).filter(({ type }) => type === 'auth.account.created.v1')).toHaveLength(1);
  });

  it('refuses the same input with the same refusal to all that send it at once', async () => {
    const input = aSignUp();
    siblings.reserved.set('somebody else', input.subdomain);

    const answers = await Promise.all(Array.from({ length: 3 }, () => signUp(app, input)));

    expect(answers.map(({ userErrors }) => userErrors[0]?.code)).toEqual(['SUBDOMAIN_TAKEN', 'SUBDOMAIN_TAKEN', 'SUBDOMAIN_TAKEN']);
  });

  it('does not take its own address for taken when the same input overtakes it', async () => {
    const input = aSignUp();
    const overtaking: Promise<unknown>[] = [];
    siblings.once('industryTemplate', 'after', async () => {
      overtaking.push(signUp(app, input));
      while ((await accounts(input.ownerEmail)).length === 0) await sleep(10);
    });

    const answer = await whileProvisioned(input.ownerEmail, signUp(app, input));

    expect(answer.userErrors).toEqual([]);
    expect(await Promise.all(overtaking)).toMatchObject([{ organization: { id: answer.organization.id } }]);
  });

  it('tells a repeat with another password how far it is, and lets nobody in; ten of those pause the account', async () => {
    const input = aSignUp();
    await whileProvisioned(input.ownerEmail, signUp(app, input));

    const answer = await signUp(app, { ...input, password: 'another horse battery' });
    expect(answer).toMatchObject({ organization: { status: 'ACTIVE' }, tokens: null, userErrors: [] });

    for (let count = 0; count < 9; count += 1) await signUp(app, { ...input, password: 'wrong' });
    expect((await signUp(app, input)).tokens).toBeNull();
  });
});
