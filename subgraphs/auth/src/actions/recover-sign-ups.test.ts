import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';

import { SignUp } from '../domain/sign-up.entity.js';
import { authSubgraph } from '../subgraph.js';
import { anAccount, CONFIG, HASHER, logIn, PASSWORD, store } from '../testing/arrange.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, pass, provision, signUp, signUpsOf } from '../testing/sign-up.js';
import { carrySignUpForward, claimSignUp } from './carry-sign-up-forward.js';
import { recoverSignUps } from './recover-sign-ups.js';

describe('recoverSignUps', () => {
  const siblings = new Siblings();
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SIGN_UP_WAIT_MS: '200' }, call: siblings.call });
  const recover = () => recoverSignUps(app.context<AuthContext>());
  const accounts = (email: string) => app.context().em.find(Account, { email });
  const stateOf = async (email: string) => (await signUpsOf(app, email)).map(({ state }) => state);

  /** The row of a process that died right after it wrote it. */
  const aDeadSignUp = async (input = aSignUp()) => {
    const { name, subdomain, ownerEmail: email, ownerName: displayName, planKey, industryCode, idempotencyKey } = input;
    const passwordHash = await HASHER.hash(PASSWORD);
    const init = { name, subdomain, email, displayName, planKey, industryCode, passwordHash };
    return store(app, new SignUp({ ...init, idempotencyKeyHash: idempotencyKey, fingerprint: 'of a process that died' }));
  };

  it.each([
    ['industryTemplate', 'before', 0],
    ['industryTemplate', 'after', 0],
    ['organizationReserve', 'before', 1],
    ['organizationReserve', 'after', 1],
  ] as const)('leaves nothing half done when %s breaks off %s it was done', async (operation, moment, rows) => {
    const input = aSignUp();
    await app.raised();
    siblings.dieOnce(operation, moment);

    const broken = await signUp(app, input);
    expect(broken.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(await stateOf(input.ownerEmail)).toEqual(Array(rows).fill('RESERVING'));
    expect(await app.raised()).toEqual([]);

    await recover();
    const repeated = await signUp(app, input);

    expect(repeated).toMatchObject({ organization: { slug: input.subdomain, status: 'PROVISIONING' }, userErrors: [] });
    expect(await stateOf(input.ownerEmail)).toEqual(['ACCOUNT_CREATED']);
    expect(await accounts(input.ownerEmail)).toHaveLength(1);
    expect([...siblings.reserved.values()].filter((name) => name === input.subdomain)).toHaveLength(1);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.account.created.v1']);
  });

  it('needs no job when the client itself sends it again', async () => {
    const input = aSignUp();
    siblings.dieOnce('organizationReserve', 'after');
    await signUp(app, input);

    expect(await signUp(app, input)).toMatchObject({ organization: { slug: input.subdomain }, userErrors: [] });
    expect(await accounts(input.ownerEmail)).toHaveLength(1);
  });

  it('carries a sign-up on whose process died, up to a login with its password', async () => {
    const row = await aDeadSignUp();

    await recover();
    expect(await stateOf(row.email)).toEqual(['RESERVING']);
    await pass(app, 11);
    await recover();

    expect(await stateOf(row.email)).toEqual(['ACCOUNT_CREATED']);
    expect(siblings.reserved.get(row.organizationId)).toBe(row.subdomain);
    await provision(app, row);
    expect(await stateOf(row.email)).toEqual(['COMPLETED']);
    expect((await logIn(app, row)).userErrors).toEqual([]);
  });

  it('does it once, however many replicas run it', async () => {
    const row = await aDeadSignUp();
    await pass(app, 11);
    siblings.asked.length = 0;
    await app.raised();

    await Promise.all([recover(), recover(), recover()]);

    expect(siblings.asked).toEqual(['organizationReserve']);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.account.created.v1']);
    expect(await accounts(row.email)).toHaveLength(1);
  });

  it('goes on with the others when one cannot be carried on, and takes nothing of it along', async () => {
    const first = await aDeadSignUp();
    const second = await aDeadSignUp();
    await pass(app, 11);
    await app.context().em.nativeUpdate(SignUp, { id: first.id }, { claimedAt: new Date(0) });
    siblings.dieOnce('organizationReserve', 'after');

    await recover();

    expect(await stateOf(first.email)).toEqual(['RESERVING']);
    expect(await stateOf(second.email)).toEqual(['ACCOUNT_CREATED']);
    await recover();
    expect(await stateOf(first.email)).toEqual(['ACCOUNT_CREATED']);
  });

  it('fails one whose subdomain was taken in the meantime, and frees its key', async () => {
    const input = aSignUp();
    siblings.dieOnce('organizationReserve', 'before');
    await signUp(app, input);
    siblings.reserved.set('somebody else', input.subdomain);

    await recover();

    expect(await signUpsOf(app, input.ownerEmail)).toMatchObject([
      { state: 'FAILED', error: 'SUBDOMAIN_TAKEN', passwordHash: null, releasedAt: expect.any(Date) },
    ]);
    expect(await accounts(input.ownerEmail)).toEqual([]);
    const corrected = await signUp(app, { ...input, subdomain: `${input.subdomain}-2` });
    expect(corrected.userErrors).toEqual([]);
  });

  it('fails one whose address was taken in the meantime, and gives the subdomain back', async () => {
    const row = await aDeadSignUp();
    await anAccount(app, { email: row.email });
    await pass(app, 11);

    await recover();

    expect(await signUpsOf(app, row.email)).toMatchObject([{ state: 'FAILED', error: 'EMAIL_TAKEN', releasedAt: expect.any(Date) }]);
    expect(siblings.reserved.has(row.organizationId)).toBe(false);
  });

  it('gives a subdomain back until tenant has heard of it', async () => {
    const row = await aDeadSignUp();
    await anAccount(app, { email: row.email });
    await pass(app, 11);
    siblings.dieOnce('organizationRelease', 'before');
    siblings.dieOnce('organizationRelease', 'before');

    await recover();
    expect(await signUpsOf(app, row.email)).toMatchObject([{ state: 'FAILED', releasedAt: null }]);
    expect(siblings.reserved.has(row.organizationId)).toBe(true);
    await recover();

    expect(await signUpsOf(app, row.email)).toMatchObject([{ state: 'FAILED', releasedAt: expect.any(Date) }]);
    expect(siblings.reserved.has(row.organizationId)).toBe(false);
  });

  it('lets a slow process that was overtaken decide nothing', async () => {
    const input = aSignUp();
    const open = siblings.hold('organizationReserve');
    const slow = signUp(app, input);
    while ((await stateOf(input.ownerEmail)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await pass(app, 11);
    const recovering = recover();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await app.raised();
    open();
    await Promise.all([recovering, slow]);

    expect((await signUp(app, input)).userErrors).toEqual([]);
    expect(await accounts(input.ownerEmail)).toHaveLength(1);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.account.created.v1']);
    expect(await signUpsOf(app, input.ownerEmail)).toMatchObject([{ state: 'ACCOUNT_CREATED', attempt: 2 }]);
  });

  it('lets a refusal that comes late undo nothing', async () => {
    const row = await aDeadSignUp();
    await pass(app, 11);
    const overtaken = app.context<AuthContext>();
    const stale = await overtaken.em.findOneOrFail(SignUp, { id: row.id });
    const current = (await claimSignUp(app.context<AuthContext>(), row.id)) as SignUp;
    siblings.reserved.set('somebody else', row.subdomain);

    expect(await carrySignUpForward(overtaken, stale)).toEqual([]);
    siblings.reserved.delete('somebody else');
    expect(await carrySignUpForward(app.context<AuthContext>(), current)).toEqual([]);

    expect(await stateOf(row.email)).toEqual(['ACCOUNT_CREATED']);
  });

  it('reports one that hangs after its account, once', async () => {
    const input = aSignUp();
    await signUp(app, input);
    const ctx = app.context<AuthContext>();
    const warnings: unknown[] = [];
    ctx.log = Object.assign(Object.create(ctx.log), { warn: (data: unknown) => warnings.push(data) });

    await recoverSignUps(ctx);
    expect(warnings).toEqual([]);
    await pass(app, 61);
    await recoverSignUps(ctx);
    await recoverSignUps(ctx);

    const [row] = await signUpsOf(app, input.ownerEmail);
    expect(warnings.filter((data) => (data as { signUpId: string }).signUpId === row!.id)).toHaveLength(1);
  });
});
