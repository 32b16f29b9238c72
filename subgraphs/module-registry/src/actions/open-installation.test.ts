import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantCreated } from '@supergraph/schema/events';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, ENABLE, inputError, registryOf, stopped, UNASSIGN } from '../testing/organization-modules.js';

describe('who may change the modules of an organization', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register } = registryOf(app, staff);
  const organization = () => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));

  describe.each([
    ['assign', ASSIGN, 'crm'],
    ['unassign', UNASSIGN, 'hr'],
    ['enable', ENABLE, 'career'],
    ['disable', DISABLE, 'hr'],
  ])('the borders of %s', (_what, mutation, moduleKey) => {
    const ask = (identity: ReturnType<typeof anOperator>, organizationId: string) =>
      app.as(identity).execute(mutation, { input: { organizationId, moduleKey } });
    const execute = async (identity: ReturnType<typeof anOperator>, organizationId: string) =>
      Object.values((await ask(identity, organizationId)).data)[0];
    const other = async () => {
      const theirs = organization();
      await theirs.run(ASSIGN, 'hr');
      await theirs.run(ASSIGN, 'career', { enabled: false });
      await app.raised();
      return theirs;
    };
    const notFound = { organizationModule: null, userErrors: [inputError('NOT_FOUND', 'input', 'organizationId')] };

    it('answers a member about another organization as about none, and changes nothing', async () => {
      const { organizationId, rows } = await other();
      const stranger = aMemberOf(randomUUID(), 'org:modules:write', 'platform:modules:write');
      const before = await rows();

      const foreign = await ask(stranger, organizationId);

      expect(foreign).toMatchObject({ data: null, errors: stopped('TENANT_MISMATCH') });
      for (const absent of [randomUUID(), 'malformed']) expect(await ask(stranger, absent)).toEqual(foreign);
      expect(await rows()).toEqual(before);
      expect(await app.raised()).toEqual([]);
    });

    it('is open to staff, for organizations that exist', async () => {
      const { organizationId } = await other();

      expect(await execute(staff, organizationId)).toMatchObject({ userErrors: [] });
      for (const absent of [randomUUID(), 'malformed']) expect(await execute(staff, absent)).toEqual(notFound);
      await app.raised();
    });

    it.each([
      ['a member without the scope', (id: string) => aMemberOf(id, 'org:modules:read')],
      ['staff without the scope', () => anOperator('platform:modules:read')],
    ])('is closed to %s', async (_who, identity) => {
      const { organizationId } = await other();

      expect((await ask(identity(organizationId), organizationId)).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
      expect(await app.raised()).toEqual([]);
    });

    it('is forbidden to staff with the scope of members', async () => {
      const { organizationId } = await other();

      expect(await execute(anOperator('platform:modules:read', 'org:modules:write'), organizationId)).toMatchObject({
        organizationModule: null,
        userErrors: [{ code: 'FORBIDDEN' }],
      });
      expect(await app.raised()).toEqual([]);
    });

    it('is closed to the anonymous', async () => {
      const { errors } = await app.execute(mutation, { input: { organizationId: randomUUID(), moduleKey } });

      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    });
  });

  it('serves staff for an organization that was only just created', async () => {
    const organizationId = randomUUID();
    await register('a-draft');
    await app.deliver(tenantCreated, { organizationId, slug: 'new', name: 'New', industryCode: null, planKey: 'pro' });

    const { data } = await app.as(staff).execute(ASSIGN, { input: { organizationId, moduleKey: 'a-draft' } });

    expect(data.organizationModuleAssign.userErrors).toEqual([inputError('MODULE_NOT_ACTIVE', 'input', 'moduleKey')]);
  });
});
