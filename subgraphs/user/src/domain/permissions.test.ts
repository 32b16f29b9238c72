import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { userSubgraph } from '../subgraph.js';
import { PERMISSIONS } from './permissions.js';
import { Role } from './role.entity.js';

describe('permissions', () => {
  const app = testSubgraph(userSubgraph);
  const catalogue = PERMISSIONS.map(({ key }) => key);
  const builtIn = async () => new Map((await app.context().em.find(Role, { organizationId: null })).map((role) => [role.key, role]));
  const without = (...keys: string[]) => catalogue.filter((key) => !keys.includes(key));

  it('are named noun:verb, once each, and are listed for everybody', async () => {
    const { data } = await app.execute('{ permissions { key description } }');

    expect(data.permissions).toEqual(PERMISSIONS);
    expect(new Set(catalogue).size).toBe(catalogue.length);
    for (const key of catalogue) expect(key).toMatch(/^org(:[a-z]+)+$/);
  });

  it.each([
    ['owner', catalogue],
    ['admin', without('org:billing:write', 'org:export', 'org:ownership:write')],
    ['manager', ['org:read', 'org:members:read', 'org:modules:read']],
    ['employee', ['org:read', 'org:members:read', 'org:modules:read']],
  ])('of the built-in %s are what the catalogue says', async (key, expected) => {
    const role = (await builtIn()).get(key);

    expect(role).toMatchObject({ builtIn: true, isOwner: key === 'owner' });
    expect(new Set(role?.permissions)).toEqual(new Set(expected));
  });

  it('have no other built-in role', async () => {
    expect([...(await builtIn()).keys()].sort()).toEqual(['admin', 'employee', 'manager', 'owner']);
  });

  it('are of no use as a role that is built in twice', async () => {
    await expect(app.seed(Object.assign(new Role(), { key: 'owner', name: 'Another' }))).rejects.toThrow(/unique/);
  });
});
