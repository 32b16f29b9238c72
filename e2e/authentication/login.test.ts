import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LOG_IN,
  LOG_OUT,
  REFRESH_TOKENS,
  SECURITY,
  SELECT_ORGANIZATION,
  SEND_VERIFICATION,
  SWITCH_ORGANIZATION,
  VERIFY_EMAIL,
} from '../src/authentication-documents.js';
import { mailedToken, mailsTo } from '../src/mailbox.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { aProduct, type ObservedProduct } from '../testkit/product-on-test-database.js';
import { until } from '../testkit/until.js';

const INVITE = 'mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { invitation { id } userErrors { code } } }';
const ACCEPT = 'mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { user { id } userErrors { code } } }';

let product: ObservedProduct;
let url: string;
beforeAll(async () => {
  product = await aProduct();
  ({ url } = product);
}, 60_000);
afterAll(() => product.stop(), 60_000);

describe('the address of whoever signed up', () => {
  it('is theirs once the mailed link was followed, which works once', async () => {
    const { email, owner } = await anOwner(url);
    const isVerified = async () => (await owner.read(SECURITY)).viewer.emailVerified;
    const before = await isVerified();
    const token = await mailedToken(product.mailFolder, email, { page: 'verify-email' });
    await caller(url).change(VERIFY_EMAIL, { token });

    expect([before, await isVerified()]).toEqual([false, true]);
    expect(await caller(url).refusal(VERIFY_EMAIL, { token })).toEqual(['TOKEN_INVALID']);
  }, 60_000);

  it('is mailed another link when it is asked for, and the answer is the same for an address of nobody', async () => {
    const { email, owner } = await anOwner(url);
    const first = await mailedToken(product.mailFolder, email, { page: 'verify-email' });
    const answers = await Promise.all(
      [email, 'nobody@nowhere.example'].map((address) => caller(url).change(SEND_VERIFICATION, { email: address })),
    );
    const second = await mailedToken(product.mailFolder, email, { page: 'verify-email', seen: [first] });
    await caller(url).change(VERIFY_EMAIL, { token: second });

    expect(answers[0]).toEqual(answers[1]);
    expect((await owner.read(SECURITY)).viewer.emailVerified).toBe(true);
    expect(await mailsTo(product.mailFolder, 'nobody@nowhere.example')).toEqual([]);
  }, 60_000);
});

describe('a login', () => {
  it('answers nobody and a wrong password alike', async () => {
    const { email } = await anOwner(url);
    const refusals = [email, 'nobody@nowhere.example'].map((address) =>
      caller(url).refusal(LOG_IN, { input: { email: address, password: 'not the password' } }),
    );

    expect(await Promise.all(refusals)).toEqual([['INVALID_CREDENTIALS'], ['INVALID_CREDENTIALS']]);
  });

  it('goes on with other tokens at each refresh, and ends with the session', async () => {
    const { email, password } = await anOwner(url);
    const { refreshToken } = await logIn(url, { email: email.toUpperCase(), password, deviceName: 'Till' });
    const { tokens } = await caller(url).change(REFRESH_TOKENS, { refreshToken });
    const later = caller(url, tokens.accessToken);

    expect([tokens.refreshToken === refreshToken, await later.code()]).toEqual([false, null]);
    await later.change(LOG_OUT);
    expect(await until(later.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await caller(url).refusal(REFRESH_TOKENS, { refreshToken: tokens.refreshToken })).toEqual(['SESSION_REVOKED']);
  });

  it('leaves the choice to whoever belongs to several organizations, unless one is named', async () => {
    const [ours, theirs] = [await anOwner(url), await anOwner(url)];
    await join(ours, theirs);
    const { email, password } = ours;
    const choice = await until(
      () => logIn(url, { email, password }),
      ({ __typename }) => __typename === 'OrganizationChoice',
    );
    const { outcome } = await caller(url).change(SELECT_ORGANIZATION, {
      loginToken: choice.loginToken,
      organizationId: theirs.organizationId,
    });
    const named = await logIn(url, { email, password, organizationSlug: ours.company.subdomain });
    const { tokens: switched } = await caller(url, named.accessToken).change(SWITCH_ORGANIZATION, {
      organizationId: theirs.organizationId,
    });
    const where = async (token: string) => (await caller(url, token).read('{ organization { id } }')).organization.id;

    expect(choice.organizations.map(({ id }: { id: string }) => id).sort()).toEqual([ours.organizationId, theirs.organizationId].sort());
    expect([await where(outcome.accessToken), await where(named.accessToken)]).toEqual([theirs.organizationId, ours.organizationId]);
    expect(await where(switched.accessToken)).toBe(theirs.organizationId);
    expect(await caller(url).refusal(SELECT_ORGANIZATION, { loginToken: 'nonsense', organizationId: ours.organizationId })).toEqual([
      'TOKEN_INVALID',
    ]);
  }, 60_000);
});

/** One owner becomes a member of another one's organization. The token of the invitation is one that we know, since it is not mailed here. */
async function join(who: Awaited<ReturnType<typeof anOwner>>, to: Awaited<ReturnType<typeof anOwner>>): Promise<void> {
  const input = { organizationId: to.organizationId, email: who.email, roleKeys: ['manager'] };
  const { invitation } = await to.owner.change(INVITE, { input });
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  await product.rows('update "user".invitation set token_hash = $1 where id = $2', [hash, invitation.id]);
  await who.owner.change(ACCEPT, { input: { token } });
}
