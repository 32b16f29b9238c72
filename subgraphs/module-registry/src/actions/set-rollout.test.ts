import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import type { RegistryContext } from '../context.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { inHours, inputError, passHours, stopped } from '../testing/organization-modules.js';
import { advanceRollouts } from './advance-rollouts.js';

const SET = `mutation ($key: ID!, $input: RolloutInput!) {
  moduleRolloutSet(key: $key, input: $input) {
    module { revision rollout { percentage stickiness groupId organizationAllow organizationDeny milestones { percentage startsAt } } }
    userErrors { __typename code field }
  }
}`;
const READ = 'query ($key: ID!) { moduleByKey(key: $key) { rollout { percentage milestones { percentage startsAt } } } }';

describe('setRollout', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const set = async (key: string, input: object) => (await app.as(staff).execute(SET, { key, input })).data.moduleRolloutSet;
  const read = async (key: string) => (await app.as(staff).execute(READ, { key })).data.moduleByKey.rollout;
  const advance = () => advanceRollouts(app.context<RegistryContext>());

  it('says whom a module reaches, with its key as the group, and announces it without names', async () => {
    const [friend, foe] = [randomUUID(), randomUUID()];
    const milestones = [{ percentage: 100, startsAt: inHours(2) }];

    const { module, userErrors } = await set('crm', {
      percentage: 5,
      organizationAllow: [friend, friend.toUpperCase()],
      organizationDeny: [foe],
      milestones,
    });

    expect(userErrors).toEqual([]);
    expect(module.rollout).toEqual({
      percentage: 5,
      stickiness: 'organizationId',
      groupId: 'crm',
      organizationAllow: [friend],
      organizationDeny: [foe],
      milestones,
    });
    const raised = await app.raised();
    expect(raised).toMatchObject([
      {
        type: 'module.rollout_set.v1',
        organizationId: null,
        aggregateId: 'crm',
        payload: { moduleKey: 'crm', percentage: 5, groupId: 'crm', milestones },
      },
    ]);
    expect(JSON.stringify(raised)).not.toContain(friend);
  });

  it('takes the place of the rule before, and changes nothing a second time', async () => {
    await set('hr', { percentage: 5, organizationDeny: [randomUUID()], groupId: 'people' });
    const { module } = await set('hr', { percentage: 50 });
    await app.raised();

    expect(module.rollout).toMatchObject({ percentage: 50, groupId: 'hr', organizationDeny: [], milestones: [] });
    expect((await set('hr', { percentage: 50 })).module.revision).toBe(module.revision);
    expect(await app.raised()).toEqual([]);
  });

  it.each<[object, string[]]>([
    [{ percentage: -1 }, ['percentage']],
    [{ percentage: 101 }, ['percentage']],
    [{ percentage: 1, stickiness: 'userId' }, ['stickiness']],
    [{ percentage: 1, groupId: ' ' }, ['groupId']],
    [{ percentage: 1, groupId: 'x'.repeat(101) }, ['groupId']],
    [{ percentage: 1, organizationAllow: ['acme'] }, ['organizationAllow', '0']],
    [{ percentage: 1, organizationDeny: [randomUUID(), ''] }, ['organizationDeny', '1']],
    [{ percentage: 1, organizationDeny: Array.from({ length: 1_001 }, () => randomUUID()) }, ['organizationDeny']],
    [{ percentage: 1, milestones: [{ percentage: 200, startsAt: inHours(1) }] }, ['milestones', '0', 'percentage']],
    [{ percentage: 1, milestones: [{ percentage: 20, startsAt: inHours(-1) }] }, ['milestones', '0', 'startsAt']],
    [{ percentage: 1, milestones: [20, 30].map((percentage) => ({ percentage, startsAt: '2999-01-01T00:00:00Z' })) }, ['milestones']],
    [
      { percentage: 1, milestones: Array.from({ length: 21 }, (_, hour) => ({ percentage: 2, startsAt: inHours(hour + 1) })) },
      ['milestones'],
    ],
  ])('refuses %j', async (input, field) => {
    await app.raised();

    expect(await set('finance', input)).toEqual({ module: null, userErrors: [inputError('INVALID', 'input', ...field)] });
    expect(await read('finance')).toBeNull();
    expect(await app.raised()).toEqual([]);
  });

  it('names all problems at once', async () => {
    const { userErrors } = await set('finance', { percentage: 101, stickiness: 'random', organizationAllow: ['x'] });

    expect(userErrors).toEqual([
      inputError('INVALID', 'input', 'percentage'),
      inputError('INVALID', 'input', 'stickiness'),
      inputError('INVALID', 'input', 'organizationAllow', '0'),
    ]);
  });

  it('refuses a module that there is not', async () => {
    expect(await set('nothing', { percentage: 1 })).toEqual({ module: null, userErrors: [inputError('NOT_FOUND', 'key')] });
  });

  it('takes milestones into the percentage when they begin, one after the other, and announces each', async () => {
    const milestones = [
      { percentage: 50, startsAt: inHours(3) },
      { percentage: 10, startsAt: inHours(1) },
      { percentage: 100, startsAt: inHours(9) },
    ];
    await set('projects', { percentage: 1, milestones });
    await app.raised();

    await advance();
    expect(await app.raised()).toEqual([]);
    await passHours(app, 2);
    await Promise.all([advance(), advance()]);
    expect(await read('projects')).toMatchObject({ percentage: 10, milestones: [{ percentage: 50 }, { percentage: 100 }] });
    await passHours(app, 2);
    await advance();
    expect(await read('projects')).toMatchObject({ percentage: 50, milestones: [{ percentage: 100 }] });
    await passHours(app, 9);
    await advance();

    expect(await read('projects')).toEqual({ percentage: 100, milestones: [] });
    expect((await app.raised()).filter(({ aggregateId }) => aggregateId === 'projects').map(({ payload }) => payload.percentage)).toEqual([
      10, 50, 100,
    ]);
  });

  it('is the business of staff, and so are its rules, which name customers', async () => {
    for (const identity of [aMemberOf(randomUUID(), 'org:modules:write', 'org:modules:read'), anOperator('platform:modules:read')])
      expect((await app.as(identity).execute(SET, { key: 'crm', input: { percentage: 0 } })).errors).toEqual(
        stopped('UNAUTHORIZED_FIELD_OR_TYPE'),
      );
    expect((await app.as(aMemberOf(randomUUID(), 'org:modules:read')).execute(READ, { key: 'crm' })).errors).toEqual(
      stopped('UNAUTHORIZED_FIELD_OR_TYPE'),
    );
    expect((await app.execute(READ, { key: 'crm' })).errors).toEqual(stopped('UNAUTHENTICATED'));
    expect((await app.as(anOperator('platform:modules:read')).execute(READ, { key: 'crm' })).errors).toEqual([]);
    await app.raised();
  });
});
