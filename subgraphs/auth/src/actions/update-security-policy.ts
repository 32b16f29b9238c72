import { checkRevision, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { isWithin } from '@supergraph/kernel/network';
import { securityPolicyUpdated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { changedRules, type PolicyValues, policyInput } from '../domain/policy-input.js';
import { type Policy, type PolicyRules, rulesOf, SecurityPolicy } from '../domain/security-policy.entity.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { tightenSessions } from './tighten-sessions.js';

/**
 * Changes what an organization asks of those who log in. Sessions that are open are shortened where the new rules are
 * stricter, and never prolonged.
 *
 * @throws InvalidInputError; CommonErrors.FORBIDDEN, REVISION_CONFLICT; AuthErrors.REAUTHENTICATION_REQUIRED
 */
export async function updateSecurityPolicy(ctx: AuthContext, values: PolicyValues): Promise<Policy> {
  const { policyDefaults: defaults } = ctx.services;
  const { expectedRevision, ...changes } = parseInput(policyInput(defaults.passwordMinLength), values);
  const { organizationId } = ctx.actor;
  if (!organizationId) throw CommonErrors.FORBIDDEN();
  await checkFreshLogin(ctx);
  return inTransaction(ctx.em, async () => {
    // Where there is no row yet there is nothing to lock.
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.security_policy:${organizationId}`]);
    const stored = await ctx.em.findOne(SecurityPolicy, { organizationId });
    const now: Policy = stored ?? { ...rulesOf(defaults), organizationId, revision: 0 };
    checkRevision(now, expectedRevision);
    const rules = changedRules(now, changes, defaults);
    if (!isWithin(rules.allowedIpCidrs, ctx.client.ip)) throw lockedOut();
    const fields = differences(now, rules);
    if (fields.length === 0) return now;

    const policy = stored ?? new SecurityPolicy(organizationId, rules);
    Object.assign(policy, rules);
    ctx.em.persist(policy);
    ctx.events.raise(securityPolicyUpdated, { organizationId, fields });
    await tightenSessions(ctx, organizationId, rules);
    await ctx.em.flush();
    ctx.loaders.policyByOrganizationId.clear(organizationId);
    return policy;
  });
}

const lockedOut = () =>
  CommonErrors.INVALID('You would lock yourself out: your own address is in none of the ranges').at('input', 'allowedIpCidrs');

const differences = (before: PolicyRules, after: PolicyRules): string[] =>
  (Object.keys(after) as (keyof PolicyRules)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).sort();
