import type { Answer } from '../../src/client.js';
import type { Fleet } from '../../testkit/fleet.js';
import { ask } from '../door.js';
import type { Company } from './company.js';
import { LOG_IN, LOOK, REACTIVATE, ROLL_OUT, SUSPEND, UPDATE_MODULE, VERSION_TEMPLATE } from './documents.js';

type Ask = (document: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** Platform staff, logged in. */
export const asStaff = async (fleet: Fleet, input: { email: string; password: string }): Promise<Ask> => {
  const { login } = await ask(fleet, { document: LOG_IN, variables: { input } });
  return (document: string, variables: Record<string, unknown> = {}) =>
    ask(fleet, { document, variables, token: login.outcome.accessToken });
};

/** So that reasons, ended sessions and what staff do are on the trails. */
export async function suspendForAWhile(staff: Ask, companies: readonly Company[]): Promise<void> {
  for (const document of [SUSPEND, REACTIVATE]) {
    for (const { id, side } of companies) await staff(document, { input: { id, reason: `zq${side}reason000 for it` } });
  }
}

/** What staff offer to all organizations; B is named in it where only staff may see that. */
export async function fillCatalogues(staff: Ask, { id }: Company): Promise<void> {
  const items = [{ moduleKey: 'hr' }, { moduleKey: 'finance', required: true }];
  await staff(VERSION_TEMPLATE, { code: 'healthcare', items, changelog: 'Slimmer than before' });
  await staff(UPDATE_MODULE, { key: 'crm', input: { color: '#2563eb' } });
  const startsAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
  const rule = { percentage: 40, organizationAllow: [id], milestones: [{ startsAt, percentage: 60 }] };
  await staff(ROLL_OUT, { key: 'career', input: rule });
}

/** So that the trails tell of it. */
export async function lookAt(staff: Ask, companies: readonly Company[]): Promise<void> {
  for (const { id } of companies) await staff(LOOK, { id });
}
