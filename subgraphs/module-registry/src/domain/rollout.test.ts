import { describe, expect, it } from '@jest/globals';
import { advance, bucketOf, firstMilestoneAt, isRolledOut, type RolloutRule } from './rollout.js';

const ruleOf = (rule: Partial<RolloutRule>): RolloutRule => ({
  percentage: 0,
  stickiness: 'organizationId',
  groupId: 'group',
  organizationAllow: [],
  organizationDeny: [],
  milestones: [],
  ...rule,
});
const organizations = Array.from({ length: 2_000 }, (_, index) => `0190b000-0000-7000-8000-${String(index).padStart(12, '0')}`);
const reached = (rule: Partial<RolloutRule>) => organizations.filter((id) => isRolledOut(ruleOf(rule), id));

describe('a rollout', () => {
  // Of Unleash's client tests: the same group and id fall into the same bucket there.
  it.each([
    ['gr1', '123', 73],
    ['groupX', '999', 25],
  ])('puts %s:%s into bucket %i', (group, id, bucket) => {
    expect(bucketOf(group, id)).toBe(bucket);
  });

  it('has buckets from 1 to 100', () => {
    expect([...new Set(organizations.map((id) => bucketOf('x', id)))].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('reaches everybody without a rule and at 100 percent, nobody at 0', () => {
    expect(organizations.every((id) => isRolledOut(null, id))).toBe(true);
    expect(reached({ percentage: 100 })).toHaveLength(2_000);
    expect(reached({ percentage: 0 })).toEqual([]);
  });

  it.each([1, 10, 50, 90])('reaches about %i percent', (percentage) => {
    expect(Math.abs(reached({ percentage }).length / 20 - percentage)).toBeLessThan(3);
  });

  it('keeps whom it has reached while it grows', () => {
    const few = reached({ percentage: 10 });

    expect(reached({ percentage: 20 })).toEqual(expect.arrayContaining(few));
  });

  it('reaches others in another group, and the same in the same', () => {
    expect(reached({ percentage: 30, groupId: 'other' })).not.toEqual(reached({ percentage: 30 }));
    expect(reached({ percentage: 30 })).toEqual(reached({ percentage: 30 }));
  });

  it('asks the deny list, then the allow list, then the percentage', () => {
    const [first = '', second = ''] = organizations;

    expect(isRolledOut(ruleOf({ percentage: 100, organizationDeny: [first] }), first)).toBe(false);
    expect(isRolledOut(ruleOf({ organizationAllow: [first] }), first)).toBe(true);
    expect(isRolledOut(ruleOf({ organizationAllow: [first] }), second)).toBe(false);
    expect(isRolledOut(ruleOf({ percentage: 100, organizationAllow: [first], organizationDeny: [first] }), first)).toBe(false);
  });

  it('takes the milestones that have begun into its percentage, and keeps the others', () => {
    const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 0, minute));
    const milestones = [10, 50, 100].map((percentage, index) => ({ percentage, startsAt: at(index).toISOString() }));
    const rule = ruleOf({ percentage: 1, milestones });

    expect(advance(rule, new Date(at(0).getTime() - 1))).toEqual(rule);
    expect(advance(rule, at(1))).toEqual({ ...rule, percentage: 50, milestones: milestones.slice(2) });
    expect(advance(rule, at(9))).toEqual({ ...rule, percentage: 100, milestones: [] });
    expect(firstMilestoneAt(rule)).toEqual(at(0));
    expect(firstMilestoneAt(advance(rule, at(9)))).toBeNull();
  });
});
