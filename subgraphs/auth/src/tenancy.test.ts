import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import type { OpenLocks } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import {
  BY_ORGANIZATION,
  boundRole,
  COMMON_TABLES,
  executeAs,
  readPolicies,
  readRole,
  rootFields,
  tenantEntities,
  testSubgraph,
} from '@supergraph/kernel/testing';
import { membershipCreated, sessionEnded } from '@supergraph/schema/events';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { claimSignUp } from './actions/carry-sign-up-forward.js';
import { endSessions } from './actions/end-sessions.js';
import type { AuthContext } from './context.js';
import { Session, SessionEndReason, SessionStatus } from './domain/session.entity.js';
import { SignUp, SignUpState } from './domain/sign-up.entity.js';
import { authSubgraph } from './subgraph.js';
import { CONFIG } from './testing/arrange.js';
import { aGrantIn, aTenant as aTenantOf, marksOf, PLATFORM_ONLY, TENANT_OWNED } from './testing/tenants.js';

const OF_ORGANIZATIONS = [
  'api_key',
  'identity_provider',
  'membership_grant',
  'organization',
  'security_policy',
  'service_account',
  'session',
  'sign_up',
];
const OF_NOBODY = [
  ...['account', 'backup_code', 'former_password', 'linked_identity', 'login_guard', 'mfa_challenge', 'mfa_factor', 'oidc_attempt'],
  ...['one_time_token', 'outgoing_mail'],
  'passkey_challenge',
  ...['signing_key', 'throttle', 'trusted_device'],
];
/** The kernel's; what is announced passes through the one into the other in its own time. */
const OF_EVENTS = ['event_log', 'outbox'];

/** The policies of every table. */
const TABLES: typeof COMMON_TABLES = {
  ...COMMON_TABLES,
  ...Object.fromEntries(OF_ORGANIZATIONS.map((table) => [table, BY_ORGANIZATION])),
  ...Object.fromEntries(OF_NOBODY.map((table) => [table, ['platform_all']])),
};
const LOCKED = Object.keys(TABLES).filter((table) => TABLES[table]);

@Resolver()
class CarelessResolver {
  @Mutation(() => Boolean)
  async grantAnywhere(@Arg('organizationId', () => ID) organizationId: string, @Ctx() { em }: AuthContext): Promise<boolean> {
    em.persist(aGrantIn(organizationId));
    await em.flush();
    return true;
  }
}

const { definition } = authSubgraph;

/** Auth with some of its locks open, and with `grantAnywhere`, a mutation that forgets whose request it is. */
function authWith(openLocks: OpenLocks = {}) {
  const careless = createSubgraph({ ...definition, resolvers: [...definition.resolvers, CarelessResolver] });
  const app = testSubgraph(careless, { config: CONFIG, openLocks });
  return { app, aTenant: () => aTenantOf(app), contextOf: (identity: Identity) => app.running().contextFor(identity) as AuthContext };
}

const ownerOf = (table: string) => (table === 'organization' ? 'id' : 'organization_id');

describe('the tables of auth', () => {
  const { app, contextOf } = authWith();

  it('are all accounted for: those that hold an organization are locked, and those that hold secrets', async () => {
    expect(await readPolicies(app.context().em)).toEqual(TABLES);
  });

  it('are used by a role that no lock is open to', async () => {
    expect(await readRole(contextOf(anonymous).em)).toEqual(boundRole('auth'));
  });
});

describe('the row lock alone', () => {
  const { app, aTenant, contextOf } = authWith({ filter: true, directives: true });

  it('shows a member nothing of another organization through any field, and changes nothing there', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const of = [ours, theirs].map(({ sessionId: id }) => ({ __typename: 'Session', id }));
    const everything = `query ($of: [_Any!]!) { jwks currentSession { id user { id } organization { id name slug status } }
      signUps(first: 100) { nodes { id email subdomain } edges { node { id } } totalCount }
      _entities(representations: $of) { ... on Session { id user { id } organization { id slug } } } }`;

    for (const who of [ours.identity, serviceIdentity('tenant', ours.organization.id)]) {
      const { data } = await app.as(who).execute(everything, { of });
      expect(data.signUps).toMatchObject({ nodes: [{ id: ours.signUp.id }], totalCount: 1 });
      expect(data._entities).toMatchObject([{ id: ours.sessionId }, null]);
      for (const mark of marksOf(theirs)) expect(JSON.stringify(data)).not.toContain(mark);
    }
    const stolen = { ...ours.identity, sessionId: theirs.sessionId };
    expect((await app.as(stolen).execute('mutation { logout { ok } }')).data.logout).toEqual({ ok: false });
    expect((await app.context().em.findOneOrFail(Session, { id: theirs.sessionId })).status).toBe(SessionStatus.ACTIVE);
  });

  it('is tried on every root field there is', async () => {
    const mutations = [
      // The front door: what they are given decides, and not whose request it is.
      ...['login', 'loginSelectOrganization', 'loginVerifyMfa', 'organizationSignUp', 'tokenRefresh', 'totpConfirm', 'totpEnroll'],
      ...['oidcLoginBegin', 'oidcLoginFinish', 'passkeyLoginBegin', 'passkeyLoginFinish'],
      ...['accountUnlock', 'emailChangeConfirm', 'emailChangeUndo', 'emailVerificationSend', 'emailVerify'],
      ...['passwordReset', 'passwordResetRequest', 'register'],
      // The viewer's own, wherever they are.
      ...['identityLinkBegin', 'identityLinkFinish', 'impersonationStop', 'linkedIdentityRemove', 'organizationSwitch'],
      ...['backupCodesRegenerate', 'emailChangeRequest', 'logout', 'mfaFactorRemove', 'passkeyRegisterBegin'],
      ...['passkeyRegisterFinish', 'passwordChange', 'reauthenticate'],
      ...['sessionRevoke', 'sessionRevokeOthers', 'trustedDeviceRevoke'],
      // Of the request's organization.
      ...['apiKeyCreate', 'apiKeyRevoke', 'apiKeyRotate', 'serviceAccountCreate', 'serviceAccountDelete', 'serviceAccountUpdate'],
      ...['identityProviderCreate', 'identityProviderDelete', 'identityProviderUpdate'],
      ...['securityPolicyUpdate', 'userSessionsRevoke', 'userUnlock'],
      // Our own processes' and staff's.
      ...['apiKeysUsed', 'impersonationStart', 'signingKeyRotate', 'userMfaReset'],
    ];
    expect((await rootFields(authSubgraph)).toSorted()).toEqual([
      ...mutations.toSorted().map((name) => `Mutation.${name}`),
      ...['apiKeyVerify', 'currentSession', 'jwks', 'loginProviders', 'signUps'].map((name) => `Query.${name}`),
    ]);
  });

  it('holds whatever is asked, in SQL, too', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const ctx = contextOf(ours.identity);
    await app.context().em.nativeUpdate(SignUp, { id: theirs.signUp.id }, { state: SignUpState.RESERVING, claimedAt: new Date(0) });

    for (const table of [...OF_ORGANIZATIONS, ...OF_EVENTS]) {
      const foreign = await ctx.em.execute<object[]>(`select * from ${table} where ${ownerOf(table)} <> ?`, [ours.organization.id]);
      expect({ table, foreign }).toEqual({ table, foreign: [] });
    }
    for (const entity of TENANT_OWNED) expect(await ctx.em.nativeUpdate(entity, {}, { updatedAt: new Date() })).toBe(1);
    for (const entity of PLATFORM_ONLY) expect(await ctx.em.count(entity)).toBe(0);
    for (const sessions of [{ id: theirs.sessionId }, { organizationId: theirs.organization.id }]) {
      expect(await endSessions(ctx, sessions, SessionEndReason.REVOKED_BY_ADMIN)).toBe(0);
    }
    expect(await claimSignUp(ctx, theirs.signUp.id)).toBeNull();
  });

  it('refuses a row of another organization, and the client hears nothing of why', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const grant = (id: string) => app.as(ours.identity).execute('mutation ($id: ID!) { grantAnywhere(organizationId: $id) }', { id });
    const { em } = contextOf(ours.identity);
    em.persist(aGrantIn(theirs.organization.id));

    await expect(em.flush()).rejects.toMatchObject({ code: '42501' });
    for (const table of OF_ORGANIZATIONS) {
      const copy = `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('${ownerOf(table)}', ?::text))).* from ${table} t`;
      await expect(contextOf(ours.identity).em.execute(copy, [theirs.organization.id])).rejects.toMatchObject({ code: '42501' });
    }
    const { data, errors } = await grant(theirs.organization.id);

    expect({ data, errors }).toMatchObject({
      data: null,
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(errors)).not.toMatch(/row-level|membership_grant/);
    expect((await grant(ours.organization.id)).data).toEqual({ grantAnywhere: true });
  });

  it('refuses what an event of one organization says of another', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const ids = { membershipId: randomUUID(), userId: ours.account.id, organizationId: theirs.organization.id };
    const forged = { ...ids, status: 'ACTIVE' as const, kind: 'EMPLOYEE' as const, roleKeys: ['owner'], permissions: ['org:write'] };

    await expect(app.deliver(membershipCreated, forged, { organizationId: ours.organization.id })).rejects.toMatchObject({ code: '42501' });
  });

  it('shows the anonymous nothing, and lets them neither write nor announce anything in a name', async () => {
    const { account, organization } = await aTenant();
    const seat = { userId: account.id, organizationId: organization.id };
    const session = Object.assign(new Session({ ...seat, endsAt: new Date(), idleSeconds: 60 }), { refreshTokenHash: 'x' });
    const nobody = contextOf(anonymous);

    for (const entity of [...TENANT_OWNED, ...PLATFORM_ONLY]) expect(await nobody.em.count(entity)).toBe(0);
    nobody.em.persist(session);
    await expect(nobody.em.flush()).rejects.toMatchObject({ code: '42501' });
    nobody.em.clear();
    nobody.events.raise(sessionEnded, { sessionId: session.id, ...seat, reason: 'LOGOUT' });
    await expect(nobody.em.flush()).rejects.toMatchObject({ code: '42501' });
  });

  it.each(LOCKED)('shows none of %s to a connection that was told of no organization', async (table) => {
    const { appUrl } = app.database();
    const rows = `select * from ${table} limit 1`;
    await aTenant();

    expect(await executeAs(appUrl, rows)).toEqual([]);
    if (!OF_EVENTS.includes(table)) expect(await executeAs(appUrl, 'set role auth_platform', rows)).toHaveLength(1);
  });
});

// The filter is blind to SQL: endSessions, refreshTokens, claimSignUp, the report of recoverSignUps, endedSessions. Of these only
// endSessions runs in an organization (the row lock holds it, above); the others are the front door's or the platform's.
describe('the filter alone', () => {
  const { app, aTenant, contextOf } = authWith({ rows: true, directives: true });

  it('is on every entity that holds an organization', () => {
    expect(tenantEntities(app.context().em)).toMatchObject(TENANT_OWNED.map(({ name }) => ({ name, isFiltered: true })));
  });

  it('narrows whatever is read and written through MikroORM', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const ids = [
      ours.key.id,
      ours.provider.id,
      ours.grant.id,
      ours.organization.id,
      ours.policy.id,
      ours.machine.id,
      ours.sessionId,
      ours.signUp.id,
    ];
    const { em } = contextOf(ours.identity);

    for (const [index, entity] of TENANT_OWNED.entries()) {
      expect((await em.find(entity, {})).map(({ id }) => id)).toEqual([ids[index]]);
      expect(await em.nativeUpdate(entity, {}, { updatedAt: new Date() })).toBe(1);
      expect(await contextOf(theirs.identity).em.count(entity, { id: ids[index] as string })).toBe(0);
      expect(await contextOf(anonymous).em.count(entity)).toBe(0);
    }
    const { data } = await app.as(ours.identity).execute('{ signUps { nodes { id } totalCount } }');
    expect(data.signUps).toEqual({ nodes: [{ id: ours.signUp.id }], totalCount: 1 });
  });
});

describe('both together', () => {
  const { aTenant, contextOf } = authWith();

  it('show people their sessions wherever they were started, and let an organization change its own only', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const { em } = contextOf({ ...theirs.identity, organizationId: ours.organization.id });

    const seen = await em.find(Session, {}, { orderBy: { id: 'asc' } });

    expect(seen.map(({ id }) => id)).toEqual([ours.sessionId, theirs.sessionId]);
    expect(await em.nativeUpdate(Session, {}, { deviceName: 'renamed' })).toBe(1);
  });
});
