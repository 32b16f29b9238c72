import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, frontend } from '../src/client.js';
import { ASSIGN, LOGIN, ORGANIZATION } from '../src/documents.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';

describe('bad input', () => {
  let fleet: Fleet;
  let ours: Answer;
  let theirs: Answer;
  const company = aCompany();
  const owner = () => frontend(fleet.url, ours.tokens.accessToken);
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${fleet.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, answer: (await response.json()) as Answer };
  };
  beforeAll(async () => {
    fleet = await startFleet();
    ours = await signUp(frontend(fleet.url), company);
    theirs = await signUp(frontend(fleet.url));
  }, 60_000);
  afterAll(() => fleet.stop());

  it.each([
    ['a taken subdomain', { subdomain: company.subdomain }, 'SUBDOMAIN_TAKEN', 'subdomain'],
    ['a reserved subdomain', { subdomain: 'admin' }, 'SUBDOMAIN_RESERVED', 'subdomain'],
    ['a malformed subdomain', { subdomain: 'not a name' }, 'SUBDOMAIN_MALFORMED', 'subdomain'],
    ['a weak password', { password: 'password1234' }, 'PASSWORD_TOO_WEAK', 'password'],
    ['a taken e-mail', { ownerEmail: company.ownerEmail }, 'EMAIL_TAKEN', 'ownerEmail'],
    ['a malformed e-mail', { ownerEmail: 'olga' }, 'INVALID', 'ownerEmail'],
    ['an unknown industry', { industryCode: 'piracy' }, 'INDUSTRY_UNKNOWN', 'industryCode'],
    ['an unknown plan', { planKey: 'platinum' }, 'PLAN_NOT_FOUND', 'planKey'],
  ])('at sign-up: %s is refused with its code and field, and makes nothing', async (_case, values, code, field) => {
    const input = aCompany(values);

    const { organization, userErrors } = await signUp(frontend(fleet.url), input);

    expect(organization).toBeNull();
    expect(userErrors).toEqual([{ code, field: ['input', field], message: expect.any(String) }]);
    const corrected = aCompany({ idempotencyKey: input.idempotencyKey });
    expect((await signUp(frontend(fleet.url), corrected)).userErrors).toEqual([]);
  });

  it.each([
    ['an unknown module', { moduleKey: 'astrology' }, 'NOT_FOUND', 'moduleKey'],
    ['a duplicate assignment', { moduleKey: 'crm' }, 'ALREADY_ASSIGNED', 'moduleKey'],
  ])('at assignment: %s is refused', async (_case, values, code, field) => {
    const { organizationModuleAssign } = await owner().ask(ASSIGN, { input: { organizationId: ours.organization.id, ...values } });

    expect(organizationModuleAssign).toEqual({ organizationModule: null, userErrors: [{ code, field: ['input', field] }] });
  });

  it.each([['not-an-id'], ['0190a000-0000-7000-8000-0000000000ff']])('answers a foreign id as it answers %s', async (absent) => {
    const told = async (document: string, variables: Record<string, unknown>) => {
      const { data, errors } = await owner().askPartly(document, variables);
      return { data, errors: errors.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({ ...error, extensions })) };
    };
    const assign = (organizationId: string) => told(ASSIGN, { input: { organizationId, moduleKey: 'hr' } });
    const read = (id: string) => told(ORGANIZATION, { id });

    for (const ask of [assign, read]) {
      expect(await ask(theirs.organization.id)).toEqual(await ask(absent));
      expect((await ask(absent)).errors).toMatchObject([{ extensions: { code: 'TENANT_MISMATCH' } }]);
    }
  });

  it.each([['first: 1000'], ['first: 0'], ['first: -1'], ['after: "made-up"']])('refuses the page (%s)', async (args) => {
    const { answer } = await post(JSON.stringify({ query: `{ modules(${args}) { nodes { key } } }` }));

    expect(answer.errors).toMatchObject([{ path: ['modules'], extensions: { code: 'BAD_USER_INPUT', field: [args.split(':')[0]] } }]);
  });

  it.each([
    ['malformed JSON', '{ "query": ', 400, 'BAD_REQUEST'],
    ['malformed GraphQL', JSON.stringify({ query: '{ viewer ' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', JSON.stringify({ query: '{ nonsense }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a field that only siblings may call',
      JSON.stringify({ query: 'mutation { organizationRelease(id: "x") { userErrors { code } } }' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable of a wrong type',
      JSON.stringify({ query: 'query ($first: Int!) { modules(first: $first) { nodes { key } } }', variables: { first: 'many' } }),
      400,
      'BAD_USER_INPUT',
    ],
    ['an oversized body', JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(2_000_000) } }), 413, 'BODY_TOO_LARGE'],
  ])('refuses %s', async (_case, body, status, code) => {
    const refused = await post(body);

    expect(refused.status).toBe(status);
    expect(refused.answer.errors).toMatchObject([{ extensions: { code, requestId: expect.any(String) } }]);
  });

  it('refuses text that no database can hold', async () => {
    const { answer } = await post(
      JSON.stringify({
        query: 'query ($id: ID!, $query: String!) { organization(id: $id) { auditEvents(filter: { query: $query }) { nodes { id } } } }',
        variables: { id: ours.organization.id, query: 'x\0' },
      }),
      { authorization: `Bearer ${ours.tokens.accessToken}` },
    );

    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', kind: 'invalid' } }]);
  });

  it('refuses a tampered token, and one that is none', async () => {
    const body = JSON.stringify({ query: '{ viewer { id } }' });
    const [head, claims, signature] = ours.tokens.accessToken.split('.');
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), org: theirs.organization.id }),
    ).toString('base64url');

    for (const token of [`${head}.${forged}.${signature}`, 'nonsense']) {
      const { status, answer } = await post(body, { authorization: `Bearer ${token}` });
      expect([status, answer.errors[0].extensions.code]).toEqual([401, 'TOKEN_INVALID']);
    }
  });

  it('lets nobody name their own identity or organization', async () => {
    const { answer } = await post(JSON.stringify({ query: '{ viewer { id } }' }), {
      'x-organization-id': theirs.organization.id,
      'x-innoerp-identity': 'anything',
    });

    expect(answer.data.viewer).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('answers a wrong password and an unknown address alike', async () => {
    const attempt = async (email: string) =>
      (await frontend(fleet.url).ask(LOGIN, { input: { email, password: 'wrong-but-long-enough' } })).login;

    expect(await attempt(company.ownerEmail)).toEqual(await attempt('nobody@nowhere.example'));
    expect((await attempt(company.ownerEmail)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  });
});
