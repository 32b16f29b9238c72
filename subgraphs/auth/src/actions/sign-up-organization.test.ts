import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { Account } from '../domain/account.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG, logIn } from '../testing/arrange.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, provision, SIGN_UP, signUp, signUpsOf } from '../testing/sign-up.js';

describe('signUpOrganization', () => {
  const siblings = new Siblings();
  const app = testSubgraph(authSubgraph, { config: CONFIG, call: siblings.call });
  const accounts = (email: string) => app.context().em.find(Account, { email });

  it('answers PROVISIONING without tokens when it takes longer, and is ready at the next try', async () => {
    const input = aSignUp();

    const first = await signUp(app, input);
    expect(first).toMatchObject({ organization: { status: 'PROVISIONING', slug: input.subdomain }, tokens: null, userErrors: [] });
    expect((await logIn(app, { email: input.ownerEmail })).userErrors).toMatchObject([{ code: 'ORGANIZATION_NOT_READY' }]);

    const [row] = await signUpsOf(app, input.ownerEmail);
    await provision(app, row!);
    const second = await signUp(app, input);

    expect(second.organization).toEqual({ ...first.organization, status: 'ACTIVE' });
    expect(second.tokens).not.toBeNull();
    expect((await logIn(app, { email: input.ownerEmail })).userErrors).toEqual([]);
  });

  it('says everything that is wrong at once', async () => {
    const taken = aSignUp();
    await signUp(app, taken);
    siblings.asked.length = 0;

    const { organization, userErrors } = await signUp(
      app,
      aSignUp({ name: ' ', ownerName: '', ownerEmail: taken.ownerEmail.toUpperCase(), password: 'short', industryCode: 'alchemy' }),
    );

    expect(organization).toBeNull();
    expect(userErrors.map(({ code, field }: { code: string; field: string[] }) => [code, field.join('.')])).toEqual([
      ['INVALID', 'input.name'],
      ['INVALID', 'input.ownerName'],
      ['PASSWORD_TOO_WEAK', 'input.password'],
      ['EMAIL_TAKEN', 'input.ownerEmail'],
      ['INDUSTRY_UNKNOWN', 'input.industryCode'],
    ]);
    expect(siblings.asked).toEqual(['industryTemplate']);
  });

  it.each([
    [{ ownerEmail: 'not an address' }, 'INVALID', 'ownerEmail'],
    [{ ownerName: 'Ada\0' }, 'INVALID', 'ownerName'],
    [{ password: 'ada lovelace' }, 'PASSWORD_TOO_WEAK', 'password'],
    [{ password: 'x'.repeat(129) }, 'PASSWORD_TOO_WEAK', 'password'],
    [{ idempotencyKey: '1234567' }, 'INVALID', 'idempotencyKey'],
    [{ idempotencyKey: 'x'.repeat(201) }, 'INVALID', 'idempotencyKey'],
    [{ subdomain: '  ' }, 'INVALID', 'subdomain'],
    [{ industryCode: 'telegraphy' }, 'INDUSTRY_UNKNOWN', 'industryCode'],
    [{ subdomain: 'admin' }, 'SUBDOMAIN_RESERVED', 'subdomain'],
    [{ planKey: 'gold' }, 'PLAN_NOT_FOUND', 'planKey'],
  ])('refuses %j as %s and leaves nothing behind', async (wrong, code, field) => {
    const input = aSignUp(wrong);
    await app.raised();

    const answer = await signUp(app, input);

    expect(answer).toMatchObject({ organization: null, tokens: null, userErrors: [{ code, field: ['input', field] }], errors: [] });
    expect(await signUpsOf(app, input.ownerEmail)).toEqual([]);
    expect(await accounts(input.ownerEmail)).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('takes the same key again once the input is corrected', async () => {
    const first = aSignUp();
    await signUp(app, first);
    const second = aSignUp({ subdomain: first.subdomain });

    expect((await signUp(app, second)).userErrors).toMatchObject([{ code: 'SUBDOMAIN_TAKEN', field: ['input', 'subdomain'] }]);
    expect((await signUp(app, { ...second, subdomain: `${first.subdomain}-2` })).userErrors).toEqual([]);
  });

  it('needs no industry', async () => {
    siblings.asked.length = 0;

    expect((await signUp(app, aSignUp({ industryCode: null, planKey: null }))).userErrors).toEqual([]);
    expect(siblings.asked).toEqual(['organizationReserve']);
  });

  it.each(['name', 'subdomain', 'ownerEmail', 'ownerName', 'planKey', 'industryCode'] as const)(
    'refuses a key that comes back with another %s',
    async (field) => {
      const input = aSignUp();
      await signUp(app, input);

      const { userErrors } = await signUp(app, { ...input, [field]: `x${input[field]}` });

      expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'idempotencyKey'] }]);
    },
  );

  it('gives one e-mail address to one of two that want it at once, and the subdomain of the other back', async () => {
    const one = aSignUp();
    const other = aSignUp({ ownerEmail: one.ownerEmail });
    await app.raised();

    const open = siblings.hold('organizationReserve');
    const calls = [signUp(app, one), signUp(app, other)];
    await sleep(300);
    open();
    const answers = await Promise.all(calls);

    const refused = answers.filter(({ organization }) => organization === null);
    expect(refused).toHaveLength(1);
    expect(refused[0].userErrors).toMatchObject([{ code: 'EMAIL_TAKEN', field: ['input', 'ownerEmail'] }]);
    const [winner] = await accounts(one.ownerEmail);
    const reserved = [one.subdomain, other.subdomain].filter((name) => [...siblings.reserved.values()].includes(name));
    expect(reserved).toHaveLength(1);
    expect(await app.raised()).toMatchObject([{ type: 'auth.account.created.v1', payload: { userId: winner!.id } }]);
    const failed = (await signUpsOf(app, one.ownerEmail)).filter(({ state }) => state === 'FAILED');
    expect(failed).toMatchObject([{ error: 'EMAIL_TAKEN', passwordHash: null, idempotencyKeyHash: null, releasedAt: expect.any(Date) }]);
  });

  it('keeps the password out of everything but its hash', async () => {
    const input = aSignUp({ password: 'a quite unlikely phrase 77' });
    const open = siblings.hold('organizationReserve');
    const call = signUp(app, input);
    await sleep(200);
    const [row] = await signUpsOf(app, input.ownerEmail);
    open();
    await call;

    expect(row!.passwordHash).toMatch(/^\$pepper=\w{8}\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(JSON.stringify(row)).not.toMatch(/unlikely|argon2/);
    expect(JSON.stringify(await app.raised())).not.toMatch(/unlikely|argon2/);
  });

  it('needs no more statements than it must', async () => {
    const statements = await app.statementsOf(() => signUp(app, aSignUp()));

    expect(statements.map((sql) => sql.split(' ')[0])).toEqual([
      ...['insert', 'select', 'select', 'begin', 'insert', 'commit'],
      ...['begin', 'select', 'select', 'select', 'insert', 'insert', 'update', 'with', 'commit', 'select', 'select'],
    ]);
  });

  it('works for somebody who is logged in elsewhere', async () => {
    const input = aSignUp();

    const { data } = await app.as(aMemberOf(randomUUID(), 'org:read')).execute(SIGN_UP, { input });

    expect(data.organizationSignUp).toMatchObject({ organization: { status: 'PROVISIONING' }, userErrors: [] });
  });
});
