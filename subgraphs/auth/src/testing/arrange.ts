import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { Context } from '@supergraph/kernel/context';
import jwt from 'jsonwebtoken';
import { Account } from '../domain/account.entity.js';
import { deriveKeys } from '../domain/derived-keys.js';
import { MemberKind, MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { PasswordHasher } from '../domain/password-hash.js';
import { Session } from '../domain/session.entity.js';

export interface App {
  context(): Context;
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  execute(query: string, variables?: Record<string, unknown>): Promise<{ data: any; errors: readonly object[] }>;
}

/** Settings of every test. */
export const CONFIG = {
  KEY_ENCRYPTION_SECRET: 'another secret that only tests know',
  SIGN_UP_WAIT_MS: '0',
  // Cheap, and refused in production.
  PASSWORD_HASH_KIB: '64',
  PASSWORD_HASH_PASSES: '1',
  LOGIN_REFUSAL_MS: '0',
  SOURCE_CALLS_PER_MINUTE: '1000000',
};

export const PASSWORD = 'correct horse battery staple';
export const HASHER = new PasswordHasher({ memoryKib: 64, passes: 1 }, deriveKeys(CONFIG.KEY_ENCRYPTION_SECRET).passwords);
const hashed = HASHER.hash(PASSWORD);

export async function store<Row extends object>(app: App, row: Row): Promise<Row> {
  const { em } = app.context();
  em.persist(row);
  await em.flush();
  return row;
}

export function anOrganization(app: App, init: Partial<Organization> = {}): Promise<Organization> {
  const id = randomUUID();
  return store(app, new Organization({ id, slug: `org-${id.slice(0, 8)}`, name: 'Acme', status: OrganizationStatus.ACTIVE, ...init }));
}

export async function anAccount(app: App, init: Partial<Account> = {}): Promise<Account> {
  const id = randomUUID();
  const account = new Account({ id, email: `${id}@example.com`, displayName: 'Ada', passwordHash: await hashed });
  return store(app, Object.assign(account, init));
}

export function aGrant(app: App, init: { userId: string; organizationId: string } & Partial<MembershipGrant>): Promise<MembershipGrant> {
  const { userId, organizationId, ...rest } = init;
  const grant = new MembershipGrant({ id: randomUUID(), userId, organizationId });
  const usual = { kind: MemberKind.EMPLOYEE, roleKeys: ['owner'], permissions: ['org:read'], status: MembershipStatus.ACTIVE };
  return store(app, Object.assign(grant, usual, rest));
}

/** Somebody with a password and a membership in an organization. */
export async function aMember(app: App, init: { organization?: Organization; grant?: Partial<MembershipGrant> } = {}) {
  const organization = init.organization ?? (await anOrganization(app));
  const account = await anAccount(app);
  const grant = await aGrant(app, { userId: account.id, organizationId: organization.id, ...init.grant });
  return { account, organization, grant };
}

export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { userErrors { code field } outcome { __typename
  ... on TokenPair { accessToken refreshToken tokenType expiresIn session { id status deviceName ipAddress userAgent isCurrent user { id }
    organization { id name slug status } endedReason } }
  ... on OrganizationChoice { loginToken expiresAt organizations { id slug name status } } } } }`;

export const REFRESH = `mutation ($token: String!) { tokenRefresh(refreshToken: $token) { userErrors { code field }
  tokens { accessToken refreshToken expiresIn session { id status } } } }`;

export async function logIn(app: App, { email }: Pick<Account, 'email'>, input: object = {}) {
  const { data } = await app.execute(LOGIN, { input: { email, password: PASSWORD, ...input } });
  return data.login as {
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    outcome: any;
    userErrors: { code: string; field: string[] | null }[];
  };
}

export async function refresh(app: App, token: string) {
  const { data } = await app.execute(REFRESH, { token });
  return data.tokenRefresh as {
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    tokens: any;
    userErrors: { code: string; field: string[] | null }[];
  };
}

/** The identity that the gateway makes of an access token. */
export function identityOf(accessToken: string): Identity {
  const claims = jwt.decode(accessToken) as Record<string, string> & { act?: { sub: string }; ro?: boolean };
  const { sub = null, org = null, scope = '', sid = null, kind = null, act, ro = false } = claims;
  const acting = act ? { impersonatorId: act.sub, isReadOnly: ro } : {};
  return { kind: 'user', subject: sub, organizationId: org, scopes: scope.split(' '), sessionId: sid, memberKind: kind, ...acting };
}

/** Somebody with a password and a membership who has just logged in; what that announced was heard. */
export async function aMemberLoggedIn(app: App & { raised(): Promise<unknown> }, init: Parameters<typeof aMember>[1] = {}) {
  const member = await aMember(app, init);
  const { outcome } = await logIn(app, member.account);
  await app.raised();
  return {
    ...member,
    identity: identityOf(outcome.accessToken),
    token: outcome.refreshToken as string,
    id: outcome.session.id as string,
  };
}

/** A session for an identity that a test made up, as if its person had just logged in. */
export async function inSession(app: App, identity: Identity): Promise<Identity> {
  const { sessionId, subject, organizationId } = identity;
  const session = new Session({ userId: subject ?? '', organizationId, endsAt: new Date(Date.now() + 3_600_000), idleSeconds: 3_600 });
  await store(app, Object.assign(session, { id: sessionId, refreshTokenHash: randomUUID() }));
  return identity;
}

/** Somebody's last proof of who they are was so long ago. */
export const letAge = (app: App, sessionId: string, seconds: number): Promise<unknown> =>
  app.context().em.nativeUpdate(Session, { id: sessionId }, { authenticatedAt: new Date(Date.now() - seconds * 1_000) });
