import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { UPDATE_POLICY } from '../src/access-documents.js';
import { LOG_IN, REGISTER } from '../src/authentication-documents.js';
import { frontend } from '../src/client.js';
import { mailedToken } from '../src/mailbox.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const INVITE = 'mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { invitation { id } userErrors { code } } }';
const REVOKE = 'mutation ($id: ID!) { invitationRevoke(id: $id) { invitation { id } userErrors { code } } }';
const ACCEPT = 'mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { user { id } userErrors { code } } }';
const VIEWER = `{ viewer { id displayName username email emailVerified }
  organization { id viewerMembership { status roles { key } } } }`;
const PASSWORD = 'seven green bottles on a wall';

const product = theProduct();

type Owner = Awaited<ReturnType<typeof anOwner>>;

/** Somebody who is invited, and has read the mail. */
async function anInvitation({ owner, organizationId }: Owner, email = `${randomUUID()}@invited.example`, seen: string[] = []) {
  const { invitation } = await owner.change(INVITE, { input: { organizationId, email, roleKeys: ['manager'] } });
  const token = await mailedToken(product.mailFolder, email, { page: 'invitation', seen });
  return { email, token, id: invitation.id as string };
}

const register = (token: string, input: object = {}) =>
  caller(product.url).change(REGISTER, { input: { token, password: PASSWORD, ...input } });
const refusalOf = (token: string, input: object = {}) =>
  caller(product.url).refusal(REGISTER, { input: { token, password: PASSWORD, ...input } });

describe('whoever is invited and has no account', () => {
  it('registers by the mailed link, and is a member with the roles of the invitation', async () => {
    const somebody = await anOwner(product.url);
    const { email, token } = await anInvitation(somebody);
    const names = { firstName: 'Nora', lastName: 'Newcomer', username: 'Nora.N', deviceName: 'Laptop' };
    const { outcome } = await register(token, names);
    const { viewer, organization } = await caller(product.url, outcome.accessToken).read(VIEWER);

    expect(viewer).toMatchObject({ displayName: 'Nora Newcomer', username: 'nora.n', email, emailVerified: true });
    expect(organization).toEqual({
      id: somebody.organizationId,
      viewerMembership: { status: 'ACTIVE', roles: [{ key: 'manager' }] },
    });
    for (const who of [{ email }, { username: 'NORA.n' }]) {
      expect((await logIn(product.url, { ...who, password: PASSWORD })).__typename).toBe('TokenPair');
      expect(await caller(product.url).refusal(LOG_IN, { input: { ...who, password: 'not hers' } })).toEqual(['INVALID_CREDENTIALS']);
    }
  }, 60_000);

  it('may send it again: one person and one membership, also of ten at once', async () => {
    const { email, token } = await anInvitation(await anOwner(product.url));
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(token)));
    const ids = await Promise.all(
      answers.map(async ({ outcome }) => (await caller(product.url, outcome.accessToken).read('{ viewer { id } }')).viewer.id),
    );

    expect(new Set(ids).size).toBe(1);
    expect(await refusalOf(token, { password: 'of somebody who found the mail' })).toEqual(['INVALID_CREDENTIALS']);
    const rows = await product.rows('select id from auth.account where email = $1', [email]);
    const people = await product.rows('select id from "user"."user" where email = $1', [email]);
    expect([rows, people]).toEqual([[{ id: ids[0] }], [{ id: ids[0] }]]);
  }, 60_000);

  it('gets nowhere by a link that is wrong, was taken back, or has run out', async () => {
    const somebody = await anOwner(product.url);
    const [revoked, over] = [await anInvitation(somebody), await anInvitation(somebody)];
    await somebody.owner.change(REVOKE, { id: revoked.id });
    await product.rows('update "user".invitation set expires_at = now() - interval \'1 second\' where id = $1', [over.id]);

    for (const token of ['nonsense', `${revoked.token}x`, revoked.token, over.token])
      expect(await refusalOf(token)).toEqual(['TOKEN_INVALID']);
    expect(await product.rows('select id from auth.account where email = any ($1)', [[revoked.email, over.email]])).toEqual([]);
  }, 60_000);

  it('is told what is wrong with password or user name, and can correct it', async () => {
    const { email, token } = await anInvitation(await anOwner(product.url));
    const taken = await anInvitation(await anOwner(product.url));
    await register(taken.token, { username: 'taken.name' });

    expect(await refusalOf(token, { password: 'password1234' })).toEqual(['PASSWORD_TOO_WEAK']);
    expect(await refusalOf(token, { password: email })).toEqual(['PASSWORD_TOO_WEAK']);
    expect(await refusalOf(token, { username: 'taken.name' })).toEqual(['USERNAME_TAKEN']);
    expect(await refusalOf(token, { username: 'no name' })).toEqual(['INVALID']);
    expect((await register(token, { username: 'free.name' })).outcome.__typename).toBe('TokenPair');
  }, 60_000);

  it('sets a second factor up first where the organization asks for one', async () => {
    const somebody = await anOwner(product.url);
    const { token } = await anInvitation(somebody);
    await somebody.owner.change(UPDATE_POLICY, { input: { organizationId: somebody.organizationId, mfaRequired: true } });

    const { outcome } = await until(
      () => register(token),
      ({ outcome }) => outcome.__typename === 'MfaChallenge',
    );
    expect(outcome.factors).toEqual([]);
  }, 60_000);
});

describe('whoever is invited and has an account', () => {
  it('is told to log in, and accepts with the same link', async () => {
    const [host, guest] = [await anOwner(product.url), await anOwner(product.url)];
    const verify = await mailedToken(product.mailFolder, guest.email, { page: 'verify-email' });
    await caller(product.url).change('mutation ($token: String!) { emailVerify(token: $token) { userErrors { code } } }', {
      token: verify,
    });
    const { token } = await anInvitation(host, guest.email);

    const payload = (await frontend(product.url).ask(REGISTER, { input: { token, password: PASSWORD } })).register;
    expect(payload.userErrors).toMatchObject([{ code: 'EMAIL_TAKEN', field: ['input', 'token'] }]);
    await guest.owner.change(ACCEPT, { input: { token } });
    const choice = await until(
      () => logIn(product.url, { email: guest.email, password: guest.password }),
      ({ __typename }) => __typename === 'OrganizationChoice',
    );
    expect(choice.organizations.map(({ id }: { id: string }) => id)).toContain(host.organizationId);
  }, 60_000);

  it('comes in by it who belongs nowhere any more, once their password is right', async () => {
    const [first, second] = [await anOwner(product.url), await anOwner(product.url)];
    const { email, token } = await anInvitation(first);
    await register(token);
    await until(
      async () => {
        // What is told of the membership may come after it was taken away here.
        for (const table of ['"user".membership', 'auth.membership_grant'])
          await product.rows(`update ${table} set status = 'REMOVED' where user_id = (select id from auth.account where email = $1)`, [
            email,
          ]);
        return frontend(product.url).ask(LOG_IN, { input: { email, password: PASSWORD } });
      },
      ({ login }) => login.userErrors[0]?.code === 'NOT_A_MEMBER',
    );
    const { token: invitationToken } = await anInvitation(second, email, [token]);

    const wrong = { email, password: 'of somebody who found the mail', invitationToken };
    expect(await caller(product.url).refusal(LOG_IN, { input: wrong })).toEqual(['INVALID_CREDENTIALS']);
    const { accessToken } = await logIn(product.url, { email, password: PASSWORD, invitationToken });
    expect((await caller(product.url, accessToken).read(VIEWER)).organization.id).toBe(second.organizationId);
  }, 60_000);
});
