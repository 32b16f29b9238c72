import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secrets } from './authentication/no-secrets/secrets.js';
import { everyRow, serverLog } from './authentication/no-secrets/witness.js';
import { REGISTER } from './src/authentication-documents.js';
import { mailedToken, mailsTo } from './src/mailbox.js';
import { anOwner, caller, logIn } from './testkit/caller.js';
import { aProduct, type ObservedProduct } from './testkit/product-on-test-database.js';
import { until } from './testkit/until.js';

const INVITE = `mutation ($input: InvitationCreateInput!) {
  invitationCreate(input: $input) { invitation { id } userErrors { code message } } }`;
const INVITE_MANY = `mutation ($inputs: [InvitationCreateInput!]!) {
  invitationBulkCreate(inputs: $inputs) { results { invitation { id email } userErrors { code message } } } }`;
const RESEND = 'mutation ($id: ID!) { invitationResend(id: $id) { invitation { sendCount } userErrors { code message } } }';
const REVOKE = 'mutation ($id: ID!) { invitationRevoke(id: $id) { invitation { status } userErrors { code message } } }';
const SHOW = 'query ($token: String!) { invitationByToken(token: $token) { organizationName inviterName email accountExists } }';
const ACCEPT = `mutation ($token: String!) {
  invitationAccept(input: { token: $token }) { membership { status roles { key } } userErrors { code message } } }`;
const DECLINE = 'mutation ($token: String!) { invitationDecline(token: $token) { declined { email } userErrors { code message } } }';
const MEMBERS = '{ organization { members(first: 10) { nodes { user { email } roles { key } } } } }';
const change = (field: string) =>
  `mutation ($id: ID!, $reason: String!) { ${field}(id: $id, reason: $reason) { user { status } userErrors { code message } } }`;

let product: ObservedProduct;
let url: string;
beforeAll(async () => {
  product = await aProduct({ LOG_LEVEL: 'trace', APP_URL: 'https://app.acme.example' });
  ({ url } = product);
}, 60_000);
afterAll(() => product.stop(), 60_000);

const anAddress = () => `${randomUUID()}@invited.example`;
const secrets = new Secrets();
const tokenTo = async (email: string): Promise<string> => {
  const token = await mailedToken(product.mailFolder, email, { page: 'invitation' });
  secrets.add('token of an invitation', token);
  return token;
};

describe('an invitation', () => {
  it('comes by mail, one by one or with others, and is accepted by who has an account and declined by who has none', async () => {
    const [{ owner, organizationId, company }, guest] = [await anOwner(url), await anOwner(url)];
    const nobody = anAddress();
    const inputs = [guest.email, nobody].map((email) => ({ organizationId, email, roleKeys: ['manager'] }));
    expect((await owner.change(INVITE, { input: inputs[0] })).invitation.id).toBeTruthy();
    const { invitationBulkCreate } = await owner.read(INVITE_MANY, { inputs: [inputs[1]] });
    expect(invitationBulkCreate.results).toMatchObject([{ userErrors: [] }]);

    const shown = { organizationName: company.name, inviterName: 'Olga Owner' };
    const [theirs, nobodys] = [await tokenTo(guest.email), await tokenTo(nobody)];
    expect(await mailsTo(product.mailFolder, nobody)).toMatchObject([
      { subject: `Olga Owner invites you to ${company.name}`, text: expect.stringContaining('https://app.acme.example/invitation#token=') },
    ]);
    expect(await caller(url).read(SHOW, { token: theirs })).toEqual({
      invitationByToken: { ...shown, email: guest.email, accountExists: true },
    });
    expect(await caller(url).read(SHOW, { token: nobodys })).toEqual({
      invitationByToken: { ...shown, email: nobody, accountExists: false },
    });

    expect(await guest.owner.refusal(ACCEPT, { token: nobodys })).toEqual(['INVITATION_WRONG_RECIPIENT']);
    expect((await guest.owner.change(ACCEPT, { token: theirs })).membership).toEqual({ status: 'ACTIVE', roles: [{ key: 'manager' }] });
    expect((await caller(url).change(DECLINE, { token: nobodys })).declined).toEqual({ email: nobody });
    for (const token of [theirs, nobodys]) expect(await caller(url).read(SHOW, { token })).toEqual({ invitationByToken: null });
    const { members } = (await owner.read(MEMBERS)).organization;
    expect(members.nodes).toContainEqual({ user: { email: guest.email }, roles: [{ key: 'manager' }] });
    expect(members.nodes).toHaveLength(2);
  }, 60_000);

  it('makes a member of somebody new, who registers by the link', async () => {
    const { owner, organizationId } = await anOwner(url);
    const email = anAddress();
    await owner.change(INVITE, { input: { organizationId, email, roleKeys: ['manager'] } });
    const input = { token: await tokenTo(email), password: 'seven green bottles on a wall', firstName: 'Nora', lastName: 'New' };

    const { outcome } = await caller(url).change(REGISTER, { input });

    expect(outcome.__typename).toBe('TokenPair');
    const { members } = (await caller(url, outcome.accessToken).read(MEMBERS)).organization;
    expect(members.nodes).toContainEqual({ user: { email }, roles: [{ key: 'manager' }] });
    expect(await caller(url).read(SHOW, { token: input.token })).toEqual({ invitationByToken: null });
  }, 60_000);

  it('is mailed again with the same link, and no more once it is taken back', async () => {
    const { owner, organizationId } = await anOwner(url);
    const email = anAddress();
    const { invitation } = await owner.change(INVITE, { input: { organizationId, email, roleKeys: ['employee'] } });
    const token = await tokenTo(email);
    expect((await owner.change(RESEND, { id: invitation.id })).invitation).toEqual({ sendCount: 2 });

    const mails = await until(
      () => mailsTo(product.mailFolder, email),
      (found) => found.length === 2,
      20_000,
    );
    expect(mails.map(({ subject }) => subject.startsWith('Reminder: '))).toEqual([false, true]);
    for (const { text } of mails) expect(text).toContain(`#token=${token}`);
    await owner.change(REVOKE, { id: invitation.id });
    expect(await caller(url).refusal(DECLINE, { token })).toEqual(['NOT_FOUND']);
  }, 60_000);

  it('has a token that is in no log, row or event, whatever was done with it', async () => {
    const { owner, organizationId } = await anOwner(url);
    const email = anAddress();
    const { invitation } = await owner.change(INVITE, { input: { organizationId, email, roleKeys: ['employee'] } });
    const token = await tokenTo(email);
    await caller(url).read(`{ invitationByToken(token: "${token}") { email } }`);
    await fetch(`${url}/graphql?${new URLSearchParams({ query: SHOW, variables: JSON.stringify({ token }) })}`);
    await until(
      () => product.rows('select 1 from "user".outbox union all select 1 from "user".invitation where mailed_count < send_count'),
      (left) => left.length === 0,
      20_000,
    );
    const places = { log: product.output(), database: await everyRow(product), 'database server’s log': await serverLog(product) };

    expect(secrets.size).toBe(5);
    expect(Object.entries(places).flatMap(([place, text]) => secrets.findIn(place, text))).toEqual([]);
    expect(places.database).toContain(invitation.id);
    expect(places.log).toContain(email);
  }, 60_000);
});

describe('a person whom staff disable', () => {
  it('is shown as disabled until they are enabled, and the audit trail says why', async () => {
    const { owner } = await anOwner(url);
    const { id } = (await owner.read('{ viewer { id } }')).viewer;
    const { accessToken } = await logIn(url, product.staff);
    const staff = caller(url, accessToken);
    const self = (await staff.read('{ viewer { id } }')).viewer.id;

    expect((await staff.change(change('userDisable'), { id, reason: 'laptop 4711 was stolen' })).user).toEqual({ status: 'DISABLED' });
    expect(await staff.refusal(change('userDisable'), { id: self, reason: 'a test' })).toEqual(['FORBIDDEN']);
    expect((await staff.change(change('userEnable'), { id, reason: 'laptop 4711 was found' })).user).toEqual({ status: 'ACTIVE' });

    const told = await until(
      () => product.rows(`select e::text as line from monitoring.audit_event e where e::text like '%laptop 4711%'`),
      (found) => found.length === 2,
      20_000,
    );
    for (const { line } of told) expect(line).toContain(self);
  }, 60_000);
});
