import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Kind, parse, visit } from 'graphql';
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
    await expect(app.seed(new Role({ organizationId: null, key: 'owner', name: 'Another', permissions: [] }))).rejects.toThrow(/unique/);
  });
});

describe('the permissions of the published schema', () => {
  const SUBGRAPHS = new URL('../../../../schema/subgraphs/', import.meta.url);
  const README = new URL('../../README.md', import.meta.url);
  const catalogue = PERMISSIONS.map(({ key }) => key);

  /** The scopes of organizations that a directive of any subgraph names. */
  async function namedScopes(): Promise<string[]> {
    const named = new Set<string>();
    for (const file of await readdir(SUBGRAPHS)) {
      visit(parse(await readFile(new URL(file, SUBGRAPHS), 'utf8')), {
        Directive: ({ arguments: given }) =>
          visit(
            { kind: Kind.LIST, values: (given ?? []).map(({ value }) => value) },
            { StringValue: ({ value }) => void named.add(value) },
          ),
      });
    }
    return [...named].filter((value) => value.startsWith('org:'));
  }

  it('are all in the catalogue', async () => {
    const named = await namedScopes();

    expect(named).toContain('org:members:read');
    expect(named.filter((scope) => !catalogue.includes(scope))).toEqual([]);
  });

  it('are the whole catalogue, but for those that the README says are still to come', async () => {
    const named = await namedScopes();
    const coming = [...(await readFile(README, 'utf8')).matchAll(/^\| `(org:[a-z:]+)` \|/gm)].map(([, scope]) => scope as string);

    expect(new Set(coming)).toEqual(new Set(catalogue.filter((key) => !named.includes(key))));
  });
});
