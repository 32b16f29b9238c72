import { randomUUID } from 'node:crypto';
import type { Context } from '@supergraph/kernel/context';
import type { UserContext } from '../context.js';
import { Invitation, type NewInvitation } from '../domain/invitation.entity.js';
import { hashToken } from '../domain/invitation-token.js';
import { MemberKind } from '../domain/membership.entity.js';
import { Role } from '../domain/role.entity.js';
import type { aMember } from './a-member.js';

interface App {
  context<Ctx extends Context = Context>(): Ctx;
}

type Member = Awaited<ReturnType<typeof aMember>>;

export interface InvitationInit extends Partial<Pick<NewInvitation, 'email' | 'kind' | 'moduleKeys' | 'metadata'>> {
  by: Member;
  roleKeys?: string[];
  /** What is otherwise about the row. */
  row?: Partial<Invitation>;
}

/** The token that the mail of an invitation holds, derived as the mailer does. */
export const tokenOf = (app: App, id: string): string => app.context<UserContext>().services.invitationTokens.of(id);

/** Stores an open invitation by a member that was mailed, without a word to anybody. */
export async function anInvitation(app: App, { by, roleKeys = ['employee'], row = {}, ...init }: InvitationInit) {
  const { em } = app.context();
  const { organizationId } = by.membership;
  const roles = await em.find(Role, { key: { $in: roleKeys }, $or: [{ organizationId: null }, { organizationId }] });
  const invitation = new Invitation({
    email: `guest-${randomUUID()}@example.com`,
    kind: MemberKind.EMPLOYEE,
    moduleKeys: [],
    metadata: null,
    lifetime: 3_600_000,
    ...init,
    organizationId,
    roleIds: roles.map(({ id }) => id),
    invitedById: by.user.id,
  });
  const token = tokenOf(app, invitation.id);
  em.persist(Object.assign(invitation, { tokenHash: hashToken(token), mailedCount: 1, mailDueAt: null }, row));
  await em.flush();
  return { invitation, token };
}

/** Nobody has mailed it yet. */
export const unmailed = (): Partial<Invitation> => ({ mailedCount: 0, mailDueAt: new Date(0) });

/** The time of an invitation is over, and nobody has noticed yet. */
export const runOut = (): Partial<Invitation> => ({
  lastSentAt: new Date(Date.now() - 7_200_000),
  expiresAt: new Date(Date.now() - 1_000),
});
