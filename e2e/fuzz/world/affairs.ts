import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../src/client.js';
import type { Superuser } from '../database.js';
import { newMark } from '../marks.js';
import { asCompany, type Company, type Hand, logIn } from './company.js';
import * as documents from './documents.js';
import type { Person } from './people.js';

type Ask = (document: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** Tokens of an organization's invitations: those that can be answered, and those that are worth nothing any more. */
export interface InvitationTokens {
  open: string[];
  ended: string[];
}

/** Invites people whom nobody knows: some are still waited for, one was asked twice, one is taken back, one has declined. */
export async function inviteOthers(hand: Hand, company: Company): Promise<InvitationTokens> {
  const ask = asCompany(hand, (await logIn(hand, company, company.owner)).accessToken);
  const invite = (person: Person | null = null) => inviteSomebody(hand, ask, { company, email: person?.email ?? null });
  const [waiting, reminded, revoked, declined] = [await invite(), await invite(), await invite(), await invite()];
  await ask(documents.RESEND_INVITATION, { id: reminded.id });
  await ask(documents.REVOKE_INVITATION, { id: revoked.id });
  await asCompany(hand, null)(documents.DECLINE_INVITATION, { token: declined.token });
  return { open: [waiting.token, reminded.token], ended: [revoked.token, declined.token] };
}

/** Invites somebody of another organization. @returns the token that their mail shows. */
export async function inviteFromElsewhere(hand: Hand, company: Company, person: Person): Promise<string> {
  const ask = asCompany(hand, (await logIn(hand, company, company.owner)).accessToken);
  return (await inviteSomebody(hand, ask, { company, email: person.email })).token;
}

async function inviteSomebody(
  { fleet, side, random }: Hand,
  ask: Ask,
  { company, email }: { company: Company; email: string | null },
): Promise<{ id: string; token: string }> {
  const mark = () => newMark(side, random);
  const input = { organizationId: company.id, email: email ?? `${mark()}@${mark()}.example`, roleKeys: ['employee'] };
  const { invitationCreate } = await ask(documents.INVITE, { input: { ...input, moduleKeys: ['crm'], metadata: { note: mark() } } });
  const { id } = invitationCreate.invitation;
  // Only the mail shows it, and mails are sent by nobody here.
  const { invitationTokens } = fleet.fleet.find('user').services as { invitationTokens: { of(id: string): string } };
  return { id, token: invitationTokens.of(id) };
}

/** Operations of each for itself, and of staff for both, which none of them is to see. */
export async function giveToMany(staff: Ask, sides: readonly { hand: Hand; company: Company }[]): Promise<void> {
  for (const { hand, company } of sides) {
    const { accessToken } = await logIn(hand, company, company.owner);
    await giveModules(asCompany(hand, accessToken), [company.id], `key-${newMark(hand.side, hand.random)}`);
  }
  const ids = sides.map(({ company }) => company.id);
  await giveModules(staff, ids, 'staff-give-to-both');
}

/** Has modules given to organizations, and waits until that is done; of what is there already nothing is left to do. */
async function giveModules(ask: Ask, organizationIds: readonly string[], idempotencyKey: string): Promise<void> {
  for (const [number, moduleKeys] of [['hr'], ['crm']].entries()) {
    const input = { target: { organizationIds }, moduleKeys, idempotencyKey: `${idempotencyKey}-${number}` };
    const { modulesBulkAssign } = await ask(documents.ASSIGN_TO_MANY, { input });
    const { id } = modulesBulkAssign.operation;
    await comesTo(`operation ${id} to its end`, async () => (await ask(documents.OPERATION, { id })).operation?.finishedAt);
  }
}

/** Waits until all that happened so far is under the seal of an anchor. */
export async function anchored({ rows }: Superuser): Promise<void> {
  const [{ now } = { now: {} }] = await rows<{ now: Record<string, string> }>(
    "select jsonb_object_agg(coalesce(organization_id::text, ''), length) as now from monitoring.audit_chain",
  );
  const isSealed = async () => {
    const open = await rows(
      `select from jsonb_each_text($1) c (id, length) where c.length::bigint >
         (select coalesce(max(e.length), 0) from monitoring.audit_anchored_end e where coalesce(e.organization_id::text, '') = c.id)`,
      [now],
    );
    return open.length === 0;
  };
  await comesTo('an anchor', isSealed);
}

const PATIENCE = 30_000;

async function comesTo(what: string, isThere: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !(await isThere()); await sleep(25))
    if (Date.now() > deadline) throw new Error(`It does not come: ${what}`);
}
