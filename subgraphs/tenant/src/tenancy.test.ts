import { beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import {
  aMemberOf,
  BY_ORGANIZATION,
  boundRole,
  COMMON_TABLES,
  filesThat,
  readPolicies,
  readRole,
  rootFields,
  testSubgraph,
} from '@supergraph/kernel/testing';
import type { TenantContext } from './context.js';
import { Organization } from './domain/organization.entity.js';
import { OrganizationDomain } from './domain/organization-domain.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';
import { tenantSubgraph } from './subgraph.js';
import { anOrganization } from './testing/arrange.js';
import { type Belongings, breakIns } from './testing/break-ins.js';

const SRC = new URL('.', import.meta.url);

/** The policies of every table. */
const TABLES: typeof COMMON_TABLES = {
  ...COMMON_TABLES,
  organization: BY_ORGANIZATION,
  organization_domain: BY_ORGANIZATION,
  organization_subscription: BY_ORGANIZATION,
  plan: null,
};
const LOCKED = Object.keys(TABLES).filter((table) => TABLES[table]);
const ownerOf = (table: string) => (table === 'organization' ? 'id' : 'organization_id');

/** Where an EntityManager sees every organization, and why it has to. */
const ACROSS = [
  { file: 'actions/add-domain.ts', reason: 'whether a host name is verified is asked of the whole platform' },
  { file: 'queries/check-subdomain-availability.ts', reason: 'whether a subdomain is taken is asked of the whole platform' },
  { file: 'queries/find-organization-by-host.ts', reason: 'a login page is shown before anybody is a member of anything' },
];

/** Raw SQL, which MikroORM's filter does not narrow: row-level security alone does. These two only ever run for the facts, which see all. */
const RAW_SQL = ['queries/find-places.ts', 'queries/read-organization-facts.ts'];

const ENVELOPE = 'event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers';

type App = ReturnType<typeof testSubgraph>;

async function belongingsOf(app: App, slug: string): Promise<Belongings> {
  const organization = await app.seed(anOrganization(slug, { locale: `secret-of-${slug}` }));
  const plan = await app.context().em.findOneOrFail(Plan, { key: 'pro' });
  const subscription = await app.seed(new OrganizationSubscription(organization.id, plan));
  const domain = await app.seed(new OrganizationDomain(organization.id, `erp.${slug}.test`));
  return { organization, subscription, domain };
}

/** The rows of an organization, as they are. */
const rowsOf = (app: App, { organization: { id } }: Belongings) =>
  app.context().em.execute(
    `select to_jsonb(o) as row from tenant.organization o where id = ? union all
     select to_jsonb(s) from tenant.organization_subscription s where organization_id = ? union all
     select to_jsonb(d) from tenant.organization_domain d where organization_id = ?`,
    [id, id, id],
  );

const secretsOf = ({ organization, subscription, domain }: Belongings) => [
  organization.name,
  organization.locale,
  subscription.id,
  domain.hostname,
  domain.token,
];

describe('the tables', () => {
  const app = testSubgraph(tenantSubgraph);

  it('are all accounted for, and locked where a row is one organization’s', async () => {
    expect(await readPolicies(app.context().em)).toEqual(TABLES);
  });

  it('are used by a role that no lock is open to', async () => {
    expect(await readRole(app.running().contextFor(anonymous).em)).toEqual(boundRole('tenant'));
  });

  it('show nothing to who has named no organization', async () => {
    const { organization } = await belongingsOf(app, 'unnamed');
    await app
      .context()
      .em.execute(
        `insert into tenant.event_log (${ENVELOPE}) values (gen_random_uuid(), ?, 't', 'a', ?, 1, 'x', '{}', '{}')`,
        [organization.id, organization.id],
        'run',
      );
    const count = (identity: Identity, table: string) =>
      app
        .running()
        .contextFor(identity)
        .em.execute(`select count(*)::int as rows from tenant.${table} where ${ownerOf(table)} is not null`);

    for (const table of LOCKED) expect([table, await count(anonymous, table)]).toEqual([table, [{ rows: 0 }]]);
    // But for the outbox, which the relay empties, they all hold something.
    for (const table of LOCKED.filter((locked) => locked !== 'outbox'))
      expect([table, await count(aMemberOf(organization.id), table)]).toEqual([table, [{ rows: 1 }]]);
  });
});

describe.each([
  ['row-level security', { filter: true, directives: true }],
  ['the filter', { rows: true, directives: true }],
] as const)('with %s as the only lock', (_lock, openLocks) => {
  const app = testSubgraph(tenantSubgraph, { openLocks, config: { DNS_SERVERS: '127.0.0.1:9', DNS_TIMEOUT_MS: '50' } });
  let mine: Belongings;
  let their: Belongings;
  beforeAll(async () => {
    mine = await belongingsOf(app, 'acme');
    their = await belongingsOf(app, 'globex');
  });
  const tryAll = async (field: string, { organization }: Belongings) => {
    const answers: unknown[] = [];
    for (const { query, variables } of breakIns[field]?.(their) ?? [])
      answers.push(await app.as(aMemberOf(organization.id)).execute(query, variables));
    return JSON.stringify(answers);
  };

  it.each(Object.keys(breakIns))('a member gets nothing of another organization out of %s, and changes nothing of it', async (field) => {
    const before = await rowsOf(app, their);

    const answers = await tryAll(field, mine);

    expect(answers).not.toContain('GRAPHQL_VALIDATION_FAILED');
    for (const secret of secretsOf(their)) expect(answers).not.toContain(secret);
    expect(await rowsOf(app, their)).toEqual(before);
  });

  it.each(Object.keys(breakIns).filter((field) => field.startsWith('Query')))('a member gets its own out of %s', async (field) => {
    const answers = await tryAll(field, their);

    for (const secret of [their.organization.name, their.domain.hostname]) expect(answers).toContain(secret);
  });
});

describe('with row-level security as the only lock', () => {
  const app = testSubgraph(tenantSubgraph, { openLocks: { filter: true, directives: true } });

  it('a row of another organization is not written, and nobody is told why', async () => {
    const [mine, their] = [await belongingsOf(app, 'acme-write'), await belongingsOf(app, 'globex-write')];
    const member = aMemberOf(mine.organization.id);
    const em = () => app.running().contextFor(member).em;
    const insert = em();
    insert.persist(new OrganizationDomain(their.organization.id, 'planted.test'));
    const giveAway = em();
    (await giveAway.findOneOrFail(OrganizationDomain, mine.domain.id)).organizationId = their.organization.id;

    await expect(insert.flush()).rejects.toMatchObject({ code: '42501' });
    await expect(giveAway.flush()).rejects.toMatchObject({ code: '42501' });
    expect(await em().nativeUpdate(Organization, { id: their.organization.id }, { name: 'Mine' })).toBe(0);
    expect(await em().nativeDelete(OrganizationDomain, {})).toBe(1);

    const { data, errors } = await app
      .as(member)
      .execute(
        'mutation { organizationReserve(input: { id: "01890000-0000-7000-8000-000000000000", name: "x", subdomain: "planted" }) { userErrors { code } } }',
      );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }]);
  });

  it('an event of another organization is not announced', async () => {
    const [mine, their] = [await belongingsOf(app, 'acme-event'), await belongingsOf(app, 'globex-event')];
    const { em } = app.running().contextFor(aMemberOf(mine.organization.id)) as TenantContext;
    const announce = (organizationId: string) =>
      em.execute(
        `insert into tenant.outbox (${ENVELOPE}) values (gen_random_uuid(), ?, 't', 'a', ?, 1, 'x', '{}', '{}')`,
        [organizationId, organizationId],
        'run',
      );

    await expect(announce(their.organization.id)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the source', () => {
  it('looks across organizations where there is a reason to, and nowhere else', async () => {
    expect(await filesThat(SRC, /acrossOrganizations\(/)).toEqual(ACROSS.map(({ file }) => file));
    expect(await filesThat(SRC, /tenant: false|NO_ORGANIZATION/)).toEqual([]);
  });

  it('sends raw SQL only where the filter has nothing to narrow', async () => {
    expect(await filesThat(SRC, /\.execute\b|\.executeQuery\b|createQueryBuilder|getConnection/)).toEqual(RAW_SQL);
  });

  it('has a break-in for every root field that shows an organization’s data', async () => {
    const open = Object.keys(tenantSubgraph.definition.open ?? {}).filter((place) => place.startsWith('Query.'));

    expect([...Object.keys(breakIns), ...open].toSorted()).toEqual([...(await rootFields(tenantSubgraph)), 'Query._entities'].toSorted());
  });

  it('leaves nothing of the schema open without a reason', async () => {
    expect(await tenantSubgraph.lint()).toEqual([]);
  });
});
