import { describe, expect, it } from '@jest/globals';
import { executeAs, testSubgraph } from '@supergraph/kernel/testing';
import { membershipCreated, membershipUpdated } from '@supergraph/schema/events';
import jwt from 'jsonwebtoken';
import { MembershipGrant } from '../domain/membership-grant.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG, logIn } from '../testing/arrange.js';
import { Invitations } from '../testing/invitations.js';
import { registering } from '../testing/registration.js';
import { Siblings } from '../testing/siblings.js';

const AT_PASSWORD = ['input', 'password'];

describe('a registration that is sent again', () => {
  const invitations = new Invitations();
  const siblings = new Siblings(invitations.answers);
  const app = testSubgraph(authSubgraph, { config: CONFIG, call: siblings.call });
  const { accountsOf, send, register, codesOf, anInvitation } = registering(app, { invitations, siblings });
  const em = () => app.context().em;

  it('is a login, with the same password only', async () => {
    const { token, email } = await anInvitation();
    const first = await register(token, { firstName: 'Ada' });
    await app.raised();

    const again = await register(token, { firstName: 'Eve' });
    expect(again.outcome.session.user).toEqual(first.outcome.session.user);
    expect(await codesOf(token, { password: 'of somebody who found the mail' })).toEqual([['INVALID_CREDENTIALS', AT_PASSWORD]]);

    expect((await accountsOf(email)).map(({ displayName }) => displayName)).toEqual(['Ada']);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.session.started.v1', 'auth.login.failed.v1']);
    expect(siblings.asked.filter((operation) => operation === 'invitationRedeem')).toHaveLength(1);
  });

  it('counts wrong passwords as a login does', async () => {
    const { token, email } = await anInvitation();
    await register(token);
    for (let count = 0; count < 10; count += 1) await codesOf(token, { password: 'wrong' });

    expect(await codesOf(token)).toEqual([['INVALID_CREDENTIALS', AT_PASSWORD]]);
    expect((await logIn(app, { email })).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it('ten times at once makes one account', async () => {
    const { token, email } = await anInvitation();

    const answers = await Promise.all(Array.from({ length: 10 }, () => register(token)));

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(new Set(answers.map(({ outcome }) => outcome.session.user.id)).size).toBe(1);
    expect(await accountsOf(email)).toHaveLength(1);
    expect((await app.raised()).filter(({ type }) => type === 'auth.account.created.v1')).toHaveLength(1);
    expect(siblings.asked.filter((operation) => operation === 'invitationRedeem')).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)('goes on where user died %s the redemption', async (moment) => {
    const { token, email } = await anInvitation();
    siblings.dieOnce('invitationRedeem', moment);

    expect((await send(token)).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(await accountsOf(email)).toEqual([]);
    expect((await register(token)).userErrors).toEqual([]);
    expect(invitations.people.filter((person) => person.token === token)).toHaveLength(1);
  });

  it('goes on where the commit failed after the redemption, whatever was heard of the membership meanwhile', async () => {
    const { token, email } = await anInvitation();
    const asOwner = (...statements: string[]) => executeAs(app.database().ownerUrl, ...statements);
    await asOwner(
      `create function fail() returns trigger language plpgsql as 'begin raise exception ''the disk is full''; end'`,
      'create constraint trigger fails after insert on account deferrable initially deferred for each row execute function fail()',
    );
    const failed = await send(token).finally(() => asOwner('drop trigger fails on account', 'drop function fail()'));

    expect(failed.errors).toHaveLength(1);
    expect([await accountsOf(email), await app.raised()]).toEqual([[], []]);
    const [membership] = [...invitations.memberships.values()].slice(-1);
    if (!membership) throw new Error('Nothing was redeemed');
    await app.deliver(membershipCreated, membership);
    await app.deliver(membershipUpdated, { ...membership, permissions: ['org:read', 'newer:than-that'] });

    const { outcome, userErrors } = await register(token);

    expect(userErrors).toEqual([]);
    expect(jwt.decode(outcome.accessToken)).toMatchObject({ sub: membership.userId, scope: 'org:read newer:than-that' });
    expect(await em().count(MembershipGrant, { userId: membership.userId })).toBe(1);
  });
});
