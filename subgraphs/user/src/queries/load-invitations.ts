import type { Context } from '@supergraph/kernel/context';
import { isUuid } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import { Invitation } from '../domain/invitation.entity.js';
import { seesInvitationsOf } from '../domain/visibility.js';

/** A loader of invitations by id; null where the request may not see one. */
export function visibleInvitations({ em, actor }: Pick<Context, 'em' | 'actor'>) {
  return new DataLoader<string, Invitation | null>(async (ids) => {
    const rows = await em.find(Invitation, { id: { $in: ids.filter((id) => isUuid(id)) } });
    const byId = new Map(rows.filter((row) => seesInvitationsOf(actor, row.organizationId)).map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}
