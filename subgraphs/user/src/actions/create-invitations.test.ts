import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { anInvitation } from '../testing/an-invitation.js';

const CREATE = `mutation ($inputs: [InvitationCreateInput!]!) { invitationBulkCreate(inputs: $inputs) {
  results { invitation { email status roles { key } } userErrors { code field } }
} }`;

type Company = Awaited<ReturnType<typeof aCompany>>;

describe('createInvitations', () => {
  const app = testSubgraph(userSubgraph, { config: { MAX_INVITATIONS_PER_ORGANIZATION: '4' } });
  const create = ({ organizationId, admin }: Company, rows: object[]) =>
    app.as(admin.identity).execute(CREATE, { inputs: rows.map((row) => ({ organizationId, roleKeys: ['employee'], ...row })) });
  const emailsOf = async ({ organizationId }: Company) =>
    (await app.context().em.find(Invitation, { organizationId }, { orderBy: { id: 'asc' } })).map(({ email }) => email);
  const refused = (code: string, ...field: string[]) => ({ invitation: null, userErrors: [{ code, field: ['inputs', ...field] }] });
  const invited = (email: string, ...keys: string[]) => ({
    invitation: { email, status: 'PENDING', roles: keys.map((key) => ({ key })) },
    userErrors: [],
  });

  it('invites each by itself, and says of each what came of it', async () => {
    const company = await aCompany(app);
    const { invitation: open } = await anInvitation(app, { by: company.owner });

    const { data, errors } = await create(company, [
      { email: 'one@example.com' },
      { email: 'nobody', roleKeys: [] },
      { email: open.email, replacePending: true, roleKeys: ['owner'] },
      { email: 'Two@example.com', roleKeys: ['manager'] },
      { email: 'one@example.com' },
      { email: company.employee.user.email },
      { email: 'three@example.com', roleKeys: ['emperor'] },
      { email: 'four@example.com' },
      { email: 'five@example.com' },
    ]);

    expect(errors).toEqual([]);
    expect(data.invitationBulkCreate.results).toEqual([
      invited('one@example.com', 'employee'),
      {
        invitation: null,
        userErrors: [
          { code: 'INVALID', field: ['inputs', '1', 'email'] },
          { code: 'INVALID', field: ['inputs', '1', 'roleKeys'] },
        ],
      },
      refused('ROLE_EXCEEDS_OWN', '2', 'roleKeys'),
      invited('two@example.com', 'manager'),
      refused('ALREADY_INVITED', '4', 'email'),
      refused('ALREADY_MEMBER', '5', 'email'),
      refused('ROLE_UNKNOWN', '6', 'roleKeys'),
      invited('four@example.com', 'employee'),
      refused('LIMIT_EXCEEDED', '8'),
    ]);
    expect(await emailsOf(company)).toEqual([open.email, 'one@example.com', 'two@example.com', 'four@example.com']);
    expect((await app.raised()).map(({ type, payload }) => [type, payload.email])).toEqual([
      ['user.invited.v1', 'one@example.com'],
      ['user.invited.v1', 'two@example.com'],
      ['user.invited.v1', 'four@example.com'],
    ]);
  });

  it('stores nothing that a refused row has changed before it was refused', async () => {
    const company = await aCompany(app);
    const guests = [];
    for (let guest = 0; guest < 4; guest += 1) guests.push((await anInvitation(app, { by: company.owner })).invitation);

    const { data } = await create(company, [
      { email: 'late@example.com' },
      { email: guests[0]?.email, replacePending: true, roleKeys: ['owner'] },
      { email: guests[1]?.email, replacePending: true },
    ]);

    expect(data.invitationBulkCreate.results.map(({ userErrors }: { userErrors: { code: string }[] }) => userErrors[0]?.code)).toEqual([
      'LIMIT_EXCEEDED',
      'ROLE_EXCEEDS_OWN',
      undefined,
    ]);
    const [first, second] = await app
      .context()
      .em.find(Invitation, { id: guests.slice(0, 2).map(({ id }) => id) }, { orderBy: { id: 'asc' } });
    expect([first?.status, second?.status]).toEqual(['PENDING', 'REVOKED']);
  });

  it('takes each row for what is stored, and not for what a refused one before it meant to change', async () => {
    const company = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: company.owner, row: { sendCount: 5 } });
    const again = { email: invitation.email };

    const { data, errors } = await create(company, [{ ...again, replacePending: true }, again, { ...again, replacePending: true }]);

    expect(errors).toEqual([]);
    expect(data.invitationBulkCreate.results).toEqual([
      refused('LIMIT_EXCEEDED', '0'),
      refused('ALREADY_INVITED', '1', 'email'),
      refused('LIMIT_EXCEEDED', '2'),
    ]);
    expect(await app.context().em.findOneOrFail(Invitation, { id: invitation.id })).toMatchObject({ status: 'PENDING', revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('refuses all where one is for another organization, and where there are none or too many', async () => {
    const company = await aCompany(app);
    const theirs = await aCompany(app);

    for (const organizationId of [theirs.organizationId, randomUUID(), 'not an id'])
      expect(codeOf(await create(company, [{ email: 'one@example.com' }, { email: 'two@example.com', organizationId }]))).toBe(
        'TENANT_MISMATCH',
      );
    for (const count of [0, 101])
      expect(
        codeOf(
          await create(
            company,
            Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.com` })),
          ),
        ),
      ).toBe('INVALID');
    const { employee } = company;
    expect(codeOf(await create({ ...company, admin: employee }, [{ email: 'one@example.com' }]))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect([await emailsOf(company), await emailsOf(theirs), await app.raised()]).toEqual([[], [], []]);
  });
});
