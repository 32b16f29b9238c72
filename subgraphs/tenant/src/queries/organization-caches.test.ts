import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningSubgraph } from '@supergraph/kernel/subgraph';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization } from '../testing/arrange.js';

const READ = 'query ($id: ID, $slug: String) { organization(id: $id, slug: $slug) { id name slug status revision createdAt } }';
const UPDATE = 'mutation ($input: OrganizationUpdateInput!) { organizationUpdate(input: $input) { organization { name revision } } }';

describe('cached organizations', () => {
  const facts = fixedFacts();
  const app = testSubgraph(tenantSubgraph, { facts });
  const staff = anOperator('platform:orgs:read', 'platform:orgs:write');
  let other: RunningSubgraph;
  beforeAll(async () => {
    other = await app.replica();
    await other.run();
  });
  afterAll(() => other?.stop());
  const memberOf = (id: string) => app.as(aMemberOf(id, 'org:write'));
  const rename = (id: string, name: string) => memberOf(id).execute(UPDATE, { input: { id, name } });
  const readElsewhere = async (id: string) => {
    const { data } = await other.handle({ query: READ, variables: { id }, identity: aMemberOf(id), requestId: randomUUID() });
    return (data as { organization: { name: string } }).organization.name;
  };

  it('take no statement once they were read, by id or by slug', async () => {
    const { id, slug, createdAt } = await app.seed(anOrganization());
    facts.put({ id, slug });
    const ask = (variables: object) => memberOf(id).execute(READ, variables as Record<string, unknown>);
    const first = await ask({ slug });

    expect(first.data.organization).toMatchObject({ id, slug, status: 'ACTIVE', revision: 1, createdAt: createdAt.toISOString() });
    for (const variables of [{ id }, { slug }, {}]) {
      expect(await app.statementsOf(() => ask(variables))).toEqual([]);
      expect(await ask(variables)).toEqual(first);
    }
    expect(app.running().cacheStats()['organizations:{id}:info']?.hits).toBeGreaterThan(0);
  });

  it('are new in the answer of a mutation, and for whoever reads after it', async () => {
    const { id } = await app.seed(anOrganization());
    await memberOf(id).execute(READ, { id });

    const { data } = await rename(id, 'Renamed');

    expect(data.organizationUpdate.organization).toEqual({ name: 'Renamed', revision: 2 });
    expect((await memberOf(id).execute(READ, { id })).data.organization).toMatchObject({ name: 'Renamed', revision: 2 });
  });

  it('are new in a mutation that another one of the same document went before', async () => {
    const { id } = await app.seed(anOrganization());
    await memberOf(id).execute(READ, { id });
    const twice = `mutation ($one: OrganizationUpdateInput!, $two: OrganizationUpdateInput!) {
      one: organizationUpdate(input: $one) { organization { name } } two: organizationUpdate(input: $two) { organization { name } } }`;

    const { data } = await memberOf(id).execute(twice, { one: { id, name: 'One' }, two: { id, name: 'Two' } });

    expect(data).toEqual({ one: { organization: { name: 'One' } }, two: { organization: { name: 'Two' } } });
    expect((await memberOf(id).execute(READ, { id })).data.organization.name).toBe('Two');
  });

  it('are made out of date in other processes by the event', async () => {
    const { id, name } = await app.seed(anOrganization());
    expect(await readElsewhere(id)).toBe(name);
    expect(await readElsewhere(id)).toBe(name);

    await rename(id, 'Renamed');

    const end = Date.now() + 15_000;
    while ((await readElsewhere(id)) !== 'Renamed' && Date.now() < end) await sleep(20);
    expect(await readElsewhere(id)).toBe('Renamed');
  });

  it('show a member nothing of another organization, whoever has read it before', async () => {
    const [ours, theirs] = [await app.seed(anOrganization()), await app.seed(anOrganization())];
    const organizations = '{ organizations(first: 100) { nodes { id domains { dnsRecords { name } } } } }';
    await app.as(staff).execute(READ, { id: theirs.id });
    await app.as(staff).execute(organizations);
    facts.put({ id: theirs.id, slug: theirs.slug });
    await memberOf(theirs.id).execute(READ, { slug: theirs.slug });
    const reference = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { name } } }';

    for (const key of [{ id: theirs.id }, { id: theirs.id.toUpperCase() }, { slug: theirs.slug }]) {
      const { data } = await memberOf(ours.id).execute(reference, { of: [{ __typename: 'Organization', ...key }] });
      expect(data._entities).toEqual([null]);
    }
    // Nor did the question leave an answer behind that would be shown to those whose it is.
    expect((await memberOf(theirs.id).execute(READ, { id: theirs.id })).data.organization.id).toBe(theirs.id);
  });

  it('are one entry for staff, however the id is written', async () => {
    const { id } = await app.seed(anOrganization());
    await app.as(staff).execute(READ, { id: id.toUpperCase() });
    await rename(id, 'Renamed');

    expect((await app.as(staff).execute(READ, { id: id.toUpperCase() })).data.organization.name).toBe('Renamed');
    // That staff looked is written down for each way of asking.
    const statements = await app.statementsOf(() => app.as(staff).execute(READ, { id }));
    expect(statements.filter((sql) => sql.startsWith('select'))).toEqual([]);
  });

  it('are not kept while they are made, since not every step of that is told', async () => {
    const { id } = await app.seed(anOrganization(undefined, { status: OrganizationStatus.PROVISIONING }));
    const ask = () => app.as(staff).execute(READ, { id });
    await ask();

    expect(await app.statementsOf(ask)).not.toEqual([]);
  });

  it('are read in one go, however many there are', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => app.seed(anOrganization())));
    const reference = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { name } } }';
    const of = all.map(({ id }) => ({ __typename: 'Organization', id }));

    expect(await app.statementsOf(() => app.as(staff).execute(reference, { of }))).toHaveLength(2);
    expect(await app.statementsOf(() => app.as(staff).execute(reference, { of }))).toEqual([]);
  });
});

describe('organizations with the cache switched off', () => {
  const app = testSubgraph(tenantSubgraph, { config: { CACHE: 'off' } });

  it('are read from the database each time, in one statement', async () => {
    const { id } = await app.seed(anOrganization());
    const ask = () => app.as(aMemberOf(id)).execute(READ, { id });
    await ask();

    expect(await app.statementsOf(ask)).toHaveLength(1);
  });
});
