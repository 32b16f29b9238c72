import { deepStrictEqual, ok } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { type Answer, frontend } from './client.js';
import { type Owner, useApiKey, useSecondFactor, verifyAddress } from './demo-security.js';
import { ASSIGN, DASHBOARD, DIRECTORY, DISABLE, ENABLE, LOGIN, LOGOUT, ORGANIZATION, REFRESH, SIGN_UP } from './documents.js';
import { step, stepsTold } from './storyteller.js';
import { until } from './until.js';

const url = process.env.URL ?? `http://127.0.0.1:${process.env.PORT ?? 4000}`;
const run = randomBytes(3).toString('hex');
const anybody = frontend(url);

const companies = [
  { name: 'Corner Shop', subdomain: `corner-${run}`, industryCode: 'retail', ownerName: 'Rita Retail' },
  { name: 'Bits & Co', subdomain: `bits-${run}`, industryCode: 'technology', ownerName: 'Tim Tech' },
].map((company) => ({
  ...company,
  ownerEmail: `owner@${company.subdomain}.example`,
  password: `${randomBytes(12).toString('base64url')}-Aa1`,
  planKey: 'pro',
}));

async function signUp(company: (typeof companies)[number]): Promise<Answer> {
  const { organizationSignUp } = await anybody.ask(SIGN_UP, { input: { ...company, idempotencyKey: `demo-${company.subdomain}` } });
  deepStrictEqual(organizationSignUp.userErrors, []);
  deepStrictEqual(organizationSignUp.organization.status, 'ACTIVE');
  return organizationSignUp.organization;
}

async function story(): Promise<void> {
  const [shop, bits] = companies as [(typeof companies)[number], (typeof companies)[number]];
  await step(
    'Anybody may look at the industries before signing up',
    () => anybody.ask('{ industryTemplates { code current { items { module { key } } } } }'),
    ({ industryTemplates }) =>
      industryTemplates
        .map(({ code, current }: Answer) => `${code}: ${current.items.map(({ module }: Answer) => module.key).join(', ')}`)
        .join('\n'),
  );
  const ours = await step(
    `"${shop.name}" signs up (${shop.industryCode})`,
    () => signUp(shop),
    ({ slug, status }) => `${slug} is ${status}`,
  );
  const theirs = await step(
    `"${bits.name}" signs up (${bits.industryCode})`,
    () => signUp(bits),
    ({ slug, status }) => `${slug} is ${status}`,
  );

  const tokens = await step(
    `${shop.ownerName} logs in`,
    async () => {
      const { login } = await anybody.ask(LOGIN, { input: { email: shop.ownerEmail, password: shop.password } });
      deepStrictEqual([login.outcome?.__typename, login.userErrors], ['TokenPair', []]);
      return login.outcome;
    },
    ({ expiresIn }) => `an access token for ${expiresIn} seconds`,
  );
  const owner = frontend(url, tokens.accessToken);
  const rita: Owner = { url, organizationId: ours.id, ...shop };
  await verifyAddress(rita, owner);
  await step(
    'One query asks all five subgraphs: me, my organization, its people, plan, modules, audit trail',
    () => readDashboard(owner, ours.slug),
    (data) => JSON.stringify(data, null, 2),
  );
  await changeModules(owner, ours.id);
  await step(
    `She tries to reach into "${bits.name}"`,
    async () => [
      ...(await owner.errorsOf(ORGANIZATION, { id: theirs.id })),
      ...(await owner.errorsOf(ORGANIZATION, { id: crypto.randomUUID() })),
      ...(await owner.errorsOf(ASSIGN, { input: { organizationId: theirs.id, moduleKey: 'hr' } })),
    ],
    (codes) => {
      deepStrictEqual(codes, ['TENANT_MISMATCH', 'TENANT_MISMATCH', 'TENANT_MISMATCH']);
      return 'reading and writing answer TENANT_MISMATCH, and so does an organization that does not exist';
    },
  );
  const second = await useSecondFactor(rita, owner);
  await useApiKey(rita, frontend(url, second.accessToken));
  await endSession(second);
}

async function readDashboard(owner: ReturnType<typeof frontend>, slug: string): Promise<Answer> {
  // The audit trail follows the events; it may be a moment behind the sign-up.
  const data = await until(
    () => owner.ask(DASHBOARD),
    ({ viewer }) => viewer.memberships.nodes[0].organization.auditEvents.nodes.length > 0,
    2_000,
  );
  const [{ organization, roles }] = data.viewer.memberships.nodes;
  deepStrictEqual(
    [organization.slug, roles[0].key, organization.members.nodes.length, data.currentSession.isCurrent],
    [slug, 'owner', 1, true],
  );
  ok(organization.modules.nodes.length >= 4, 'the industry template brought modules');
  return data;
}

async function changeModules(owner: ReturnType<typeof frontend>, organizationId: string): Promise<void> {
  const input = { organizationId, moduleKey: 'hr' };
  const change = async (document: string) => {
    const [payload] = Object.values(await owner.ask(document, { input })) as [Answer];
    deepStrictEqual(payload.userErrors, []);
  };
  const isRefused = (reason: string) => directory(owner, ({ errors }) => errors[0]?.extensions.reason === reason);
  const isServed = () => directory(owner, ({ errors }) => errors.length === 0);
  const refusal = ({ errors: [error], data }: Answer) =>
    `${error.path.join('.')}: ${error.extensions.code} (${error.extensions.module}, ${error.extensions.reason}); the rest is served: ${JSON.stringify(data)}`;

  await step('She opens the staff directory, which is a part of the module "hr"', () => isRefused('NOT_INSTALLED'), refusal);
  await step(
    'She adds the module',
    () => change(ASSIGN).then(isServed),
    ({ data }) => JSON.stringify(data),
  );
  await step('She switches it off', () => change(DISABLE).then(() => isRefused('DISABLED')), refusal);
  await step(
    'She switches it on again',
    () => change(ENABLE).then(isServed),
    ({ data }) => JSON.stringify(data),
  );
  await step(
    'She tries to add it twice',
    async () => (await owner.ask(ASSIGN, { input })).organizationModuleAssign.userErrors.map(({ code }: Answer) => code),
    (codes) => {
      deepStrictEqual(codes, ['ALREADY_ASSIGNED']);
      return 'refused: ALREADY_ASSIGNED';
    },
  );
}

/** The directory as soon as it is what it must be: the change is told to the gateway by an event, within a second. */
const directory = (owner: ReturnType<typeof frontend>, isAsExpected: (answer: Answer) => boolean): Promise<Answer> =>
  until(() => owner.askPartly(DIRECTORY), isAsExpected, 2_000);

async function endSession({ refreshToken }: Answer): Promise<void> {
  await step(
    'The session is refreshed, then ended',
    async () => {
      const { tokenRefresh } = await anybody.ask(REFRESH, { refreshToken });
      deepStrictEqual(tokenRefresh.userErrors, []);
      deepStrictEqual((await anybody.ask(LOGOUT, { refreshToken: tokenRefresh.tokens.refreshToken })).logout.ok, true);
      return (await anybody.ask(REFRESH, { refreshToken: tokenRefresh.tokens.refreshToken })).tokenRefresh.userErrors;
    },
    (errors) => {
      deepStrictEqual(
        errors.map(({ code }: Answer) => code),
        ['SESSION_REVOKED'],
      );
      return 'the refresh token is worth nothing any more: SESSION_REVOKED';
    },
  );
}

try {
  await story();
  console.log(`\nThe story holds: ${stepsTold()} steps against ${url}.`);
} catch (error) {
  const isAway = (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
  console.error(isAway ? `\nNothing answers at ${url}. Start the product first: npm start` : error);
  process.exit(1);
}
