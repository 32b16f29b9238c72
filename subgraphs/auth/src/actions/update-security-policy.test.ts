import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, anOrganization, CONFIG, inSession, logIn, refresh } from '../testing/arrange.js';

const FIELDS = `mfaRequired sessionIdleMinutes sessionMaxHours passwordMinLength passwordMaxAgeDays allowedIpCidrs lockoutMaxAttempts
  lockoutMinutes allowImpersonation isDefault revision`;
const UPDATE = `mutation ($input: SecurityPolicyInput!) { securityPolicyUpdate(input: $input) {
  securityPolicy { ${FIELDS} } userErrors { code field ... on ConflictError { currentRevision } } } }`;
const POLICY = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { id securityPolicy { ${FIELDS} } } } }`;
const DEFAULTS = {
  mfaRequired: false,
  sessionIdleMinutes: 10_080,
  sessionMaxHours: 720,
  passwordMinLength: 12,
  passwordMaxAgeDays: null,
  allowedIpCidrs: [],
  lockoutMaxAttempts: 10,
  lockoutMinutes: 60,
  allowImpersonation: true,
};

describe('securityPolicyUpdate', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const owner = (organizationId: string) => inSession(app, aMemberOf(organizationId, 'org:ownership:write'));
  const update = async (organizationId: string, input: object) =>
    (await app.as(await owner(organizationId)).execute(UPDATE, { input: { organizationId, ...input } })).data.securityPolicyUpdate;
  const policyOf = async (id: string, identity = aMemberOf(id)) =>
    (await app.as(identity).execute(POLICY, { of: [{ __typename: 'Organization', id }] })).data._entities[0];
  const sessionOf = (id: string) => app.context().em.findOneOrFail(Session, { id });

  it('shows the defaults until something is changed, and then what was', async () => {
    const { id } = await anOrganization(app);
    expect(await policyOf(id)).toEqual({ id, securityPolicy: { ...DEFAULTS, isDefault: true, revision: 0 } });
    await app.raised();

    const changes = { mfaRequired: true, allowedIpCidrs: ['127.0.0.0/8', '2001:db8::/32'], passwordMaxAgeDays: 90, expectedRevision: 0 };
    const changed = { ...DEFAULTS, ...changes, isDefault: false, revision: 1, expectedRevision: undefined };
    expect(await update(id, changes)).toEqual({ securityPolicy: JSON.parse(JSON.stringify(changed)), userErrors: [] });

    expect(await app.raised()).toMatchObject([
      {
        type: 'auth.security_policy.updated.v1',
        organizationId: id,
        payload: { organizationId: id, fields: ['allowedIpCidrs', 'mfaRequired', 'passwordMaxAgeDays'] },
      },
    ]);
    expect((await policyOf(id)).securityPolicy).toMatchObject({ mfaRequired: true, isDefault: false });
    const { securityPolicy } = await update(id, { mfaRequired: null, passwordMaxAgeDays: null, passwordMinLength: 16 });
    expect(securityPolicy).toMatchObject({ mfaRequired: false, passwordMaxAgeDays: null, passwordMinLength: 16, revision: 2 });
  });

  it('says nothing where nothing changes', async () => {
    const { id } = await anOrganization(app);
    await app.raised();

    expect((await update(id, { mfaRequired: false })).securityPolicy).toMatchObject({ isDefault: true });
    expect(await app.raised()).toEqual([]);
  });

  it('refuses a change of what has moved on', async () => {
    const { id } = await anOrganization(app);
    await update(id, { mfaRequired: true });

    expect(await update(id, { mfaRequired: false, expectedRevision: 0 })).toEqual({
      securityPolicy: null,
      userErrors: [{ code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 1 }],
    });
  });

  it.each([
    [{ passwordMinLength: 11 }, ['passwordMinLength']],
    [{ sessionIdleMinutes: 4 }, ['sessionIdleMinutes']],
    [{ sessionMaxHours: 9_000 }, ['sessionMaxHours']],
    [{ lockoutMaxAttempts: 11 }, ['lockoutMaxAttempts']],
    [{ lockoutMinutes: 59 }, ['lockoutMinutes']],
    [{ allowedIpCidrs: ['127.0.0.1', 'office'] }, ['allowedIpCidrs', '1']],
    [{ allowedIpCidrs: ['192.0.2.0/24'] }, ['allowedIpCidrs']],
  ])('refuses %j', async (input, field) => {
    const { id } = await anOrganization(app);

    expect(await update(id, input)).toEqual({
      securityPolicy: null,
      userErrors: [{ code: 'INVALID', field: ['input', ...field] }],
    });
  });

  it('makes one policy of two that are made at once', async () => {
    const { id } = await anOrganization(app);

    const answers = await Promise.all([update(id, { mfaRequired: true }), update(id, { passwordMinLength: 20 })]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect((await policyOf(id)).securityPolicy).toMatchObject({ mfaRequired: true, passwordMinLength: 20, revision: 2 });
  });

  it('is for who may write the security of that organization, and for nobody else', async () => {
    const [ours, theirs] = [await anOrganization(app), await anOrganization(app)];
    const input = { organizationId: ours.id, mfaRequired: true };
    const codeOf = async (who: Parameters<typeof app.as>[0]) =>
      ((await app.as(who).execute(UPDATE, { input })).errors[0] as { extensions?: { code: string } } | undefined)?.extensions?.code;

    expect(await codeOf(aMemberOf(ours.id, 'org:write', 'org:members:write'))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await codeOf(await owner(theirs.id))).toBe('TENANT_MISMATCH');
    expect(await codeOf(anOperator('platform:orgs:write'))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await codeOf(aMemberOf(ours.id, 'org:security:write'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(await inSession(app, aMemberOf(ours.id, 'org:security:write')))).toBeUndefined();
    expect(await policyOf(ours.id, aMemberOf(theirs.id))).toBeNull();
    expect((await policyOf(ours.id, anOperator('platform:orgs:read'))).securityPolicy.mfaRequired).toBe(true);
  });

  it('reads the policies of many organizations in one statement', async () => {
    const ids = [await anOrganization(app), await anOrganization(app)].map(({ id }) => id);
    const of = ids.map((id) => ({ __typename: 'Organization', id }));

    expect(await app.statementsOf(() => app.as(anOperator('platform:orgs:read')).execute(POLICY, { of }))).toHaveLength(1);
  });

  describe('sets how long sessions last', () => {
    it('from their start, for the session and for its access tokens', async () => {
      const { account, organization } = await aMember(app);
      await update(organization.id, { sessionIdleMinutes: 10, sessionMaxHours: 1 });

      const { outcome } = await logIn(app, account);

      const { createdAt, expiresAt, endsAt } = await sessionOf(outcome.session.id);
      expect(Math.round((expiresAt.getTime() - createdAt.getTime()) / 60_000)).toBe(10);
      expect(Math.round((endsAt.getTime() - createdAt.getTime()) / 60_000)).toBe(60);
      expect(outcome.expiresIn).toBe(600);
    });

    it('and shortens those that are open', async () => {
      const { account, organization } = await aMember(app);
      const [old, unused, fresh] = await Promise.all([1, 2, 3].map(async () => (await logIn(app, account)).outcome));
      const { em } = app.context();
      const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
      await em.nativeUpdate(Session, { id: old.session.id }, { createdAt: ago(30) });
      await em.nativeUpdate(Session, { id: unused.session.id }, { createdAt: ago(20), lastUsedAt: ago(19) });
      await app.raised();

      await update(organization.id, { sessionIdleMinutes: 600, sessionMaxHours: 24 });

      const ended = (await app.raised()).filter(({ type }) => type === 'auth.session.ended.v1');
      expect(ended.map(({ payload }) => [payload.sessionId, payload.reason])).toEqual([
        [old.session.id, 'MAX_LIFETIME'],
        [unused.session.id, 'IDLE_TIMEOUT'],
      ]);
      const left = await sessionOf(fresh.session.id);
      expect(left.idleSeconds).toBe(36_000);
      expect(left.endsAt.getTime() - left.createdAt.getTime()).toBe(86_400_000);
      expect((await refresh(app, fresh.refreshToken)).userErrors).toEqual([]);
    });

    it('and no refresh goes beyond its end', async () => {
      const { account } = await aMember(app);
      const { outcome } = await logIn(app, account);
      const endsAt = new Date(Date.now() + 100_000);
      await app.context().em.nativeUpdate(Session, { id: outcome.session.id }, { endsAt });

      const { tokens } = await refresh(app, outcome.refreshToken);

      expect((await sessionOf(outcome.session.id)).expiresAt).toEqual(endsAt);
      const { exp = 0 } = jwt.decode(tokens.accessToken) as jwt.JwtPayload;
      expect(exp * 1_000).toBeLessThanOrEqual(endsAt.getTime());
    });
  });

  it('does not say whether an organization is there that is none', async () => {
    expect(await policyOf('nonsense', aMemberOf(randomUUID()))).toBeNull();
  });
});
