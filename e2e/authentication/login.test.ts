import { describe, expect, it } from '@jest/globals';
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
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const INVITE = 'mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { invitation { id } userErrors { code } } }';
const ACCEPT = 'mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { user { id } userErrors { code } } }';

const product = theProduct();

describe('the address of whoever signed up', () => {
  it('is theirs once the mailed link was followed, which works once', async () => {
    const { email, owner } = await anOwner(product.url);
    const isVerified = async () => (await owner.read(SECURITY)).viewer.emailVerified;
    const before = await isVerified();
    const token = await mailedToken(product.mailFolder, email, { page: 'verify-email' });
    await caller(product.url).change(VERIFY_EMAIL, { token });

    expect([before, await isVerified()]).toEqual([false, true]);
    expect(await caller(product.url).refusal(VERIFY_EMAIL, { token })).toEqual(['TOKEN_INVALID']);
  }, 60_000);

  it('is mailed another link when it is asked for, and the answer is the same for an address of nobody', async () => {
    const { email, owner } = await anOwner(product.url);
    const first = await mailedToken(product.mailFolder, email, { page: 'verify-email' });
    const answers = await Promise.all(
      [email, 'nobody@nowhere.example'].map((address) => caller(product.url).change(SEND_VERIFICATION, { email: address })),
    );
    const second = await mailedToken(product.mailFolder, email, { page: 'verify-email', seen: [first] });
    await caller(product.url).change(VERIFY_EMAIL, { token: second });

    expect(answers[0]).toEqual(answers[1]);
    expect((await owner.read(SECURITY)).viewer.emailVerified).toBe(true);
    expect(await mailsTo(product.mailFolder, 'nobody@nowhere.example')).toEqual([]);
  }, 60_000);
});

describe('a login', () => {
  it('answers nobody and a wrong password alike', async () => {
    const { email } = await anOwner(product.url);
    const refusals = [email, 'nobody@nowhere.example'].map((address) =>
      caller(product.url).refusal(LOG_IN, { input: { email: address, password: 'not the password' } }),
    );

    expect(await Promise.all(refusals)).toEqual([['INVALID_CREDENTIALS'], ['INVALID_CREDENTIALS']]);
  });

  it('goes on with other tokens at each refresh, and ends with the session', async () => {
    const { email, password } = await anOwner(product.url);
    const { refreshToken } = await logIn(product.url, { email: email.toUpperCase(), password, deviceName: 'Till' });
    const { tokens } = await caller(product.url).change(REFRESH_TOKENS, { refreshToken });
    const later = caller(product.url, tokens.accessToken);

    expect([tokens.refreshToken === refreshToken, await later.code()]).toEqual([false, null]);
    await later.change(LOG_OUT);
    expect(await until(later.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await caller(product.url).refusal(REFRESH_TOKENS, { refreshToken: tokens.refreshToken })).toEqual(['SESSION_REVOKED']);
  });

  it('leaves the choice to whoever belongs to several organizations, unless one is named', async () => {
    const [ours, theirs] = [await anOwner(product.url), await anOwner(product.url)];
    await join(ours, theirs);
    const { email, password } = ours;
    const choice = await until(
      () => logIn(product.url, { email, password }),
      ({ __typename }) => __typename === 'OrganizationChoice',
    );
    const { outcome } = await caller(product.url).change(SELECT_ORGANIZATION, {
      loginToken: choice.loginToken,
      organizationId: theirs.organizationId,
    });
    const named = await logIn(product.url, { email, password, organizationSlug: ours.company.subdomain });
    const { tokens: switched } = await caller(product.url, named.accessToken).change(SWITCH_ORGANIZATION, {
      organizationId: theirs.organizationId,
    });
    const where = async (token: string) => (await caller(product.url, token).read('{ organization { id } }')).organization.id;

    expect(choice.organizations.map(({ id }: { id: string }) => id).sort()).toEqual([ours.organizationId, theirs.organizationId].sort());
    expect([await where(outcome.accessToken), await where(named.accessToken)]).toEqual([theirs.organizationId, ours.organizationId]);
    expect(await where(switched.accessToken)).toBe(theirs.organizationId);
    expect(await caller(product.url).refusal(SELECT_ORGANIZATION, { loginToken: 'nonsense', organizationId: ours.organizationId })).toEqual(
      ['TOKEN_INVALID'],
    );
  }, 60_000);
});

/** One owner becomes a member of another one's organization. */
async function join(who: Awaited<ReturnType<typeof anOwner>>, to: Awaited<ReturnType<typeof anOwner>>): Promise<void> {
  await to.owner.change(INVITE, { input: { organizationId: to.organizationId, email: who.email, roleKeys: ['manager'] } });
  await who.owner.change(ACCEPT, { input: { token: await mailedToken(product.mailFolder, who.email, { page: 'invitation' }) } });
}
