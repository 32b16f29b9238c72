import { mutationPayload, type UserError } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { acceptInvitation } from '../actions/accept-invitation.js';
import { createInvitation } from '../actions/create-invitation.js';
import { createInvitations } from '../actions/create-invitations.js';
import { declineInvitation } from '../actions/decline-invitation.js';
import { resendInvitation } from '../actions/resend-invitation.js';
import { revokeInvitation } from '../actions/revoke-invitation.js';
import type { UserContext } from '../context.js';
import { previewInvitation } from '../queries/preview-invitation.js';
import { InvitationAcceptInput, InvitationCreateInput } from './invitation.inputs.js';
import { InvitationAcceptPayload, InvitationBulkPayload, InvitationDeclinePayload, InvitationPayload } from './invitation.payloads.js';
import { InvitationPreviewType } from './invitation.type.js';

const INVITES = '@requiresScopes(scopes: [["org:members:write"]])';

@Resolver()
export class InvitationResolver {
  @Query(() => InvitationPreviewType, {
    nullable: true,
    description: 'What an invitation says, for the page that its mail leads to; null where it cannot be accepted any more.',
  })
  invitationByToken(@Arg('token', () => String) token: string, @Ctx() ctx: UserContext) {
    return previewInvitation(ctx, token);
  }

  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(INVITES)
  @Mutation(() => InvitationPayload, {
    description: 'Invites somebody to your organization by mail. You can invite to what you may do yourself, and owners to be owners.',
  })
  invitationCreate(@Arg('input', () => InvitationCreateInput) input: InvitationCreateInput, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ invitation: await createInvitation(ctx, input) }));
  }

  @Directive('@tenantScoped')
  @Directive(INVITES)
  @Directive('@cost(weight: 100)')
  @Mutation(() => InvitationBulkPayload, {
    description: 'Invites up to 100 people to your organization, each by itself: a refusal keeps nobody else from being invited.',
  })
  async invitationBulkCreate(@Arg('inputs', () => [InvitationCreateInput]) inputs: InvitationCreateInput[], @Ctx() ctx: UserContext) {
    const results = await createInvitations(ctx, inputs, async (create, row) => {
      const { userErrors, ...payload } = await mutationPayload(async () => ({ invitation: await create() }));
      return { ...payload, userErrors: userErrors.map((error) => inRow(error, row)) };
    });
    return { results };
  }

  @Directive('@tenantScoped')
  @Directive(INVITES)
  @Mutation(() => InvitationPayload, {
    description: 'Mails an open invitation again, with the same link and as much time as at first. From now on it is you who invited.',
  })
  invitationResend(@Arg('id', () => ID) id: string, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ invitation: await resendInvitation(ctx, id) }));
  }

  @Directive('@tenantScoped')
  @Directive(INVITES)
  @Mutation(() => InvitationPayload, { description: 'Takes an open invitation back.' })
  invitationRevoke(@Arg('id', () => ID) id: string, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ invitation: await revokeInvitation(ctx, id) }));
  }

  @Directive('@authenticated')
  @Mutation(() => InvitationAcceptPayload, {
    description: 'Accepts an invitation to your own e-mail address, for who has an account already: you are logged in to any organization.',
  })
  invitationAccept(@Arg('input', () => InvitationAcceptInput) { token }: InvitationAcceptInput, @Ctx() ctx: UserContext) {
    return mutationPayload<Partial<Awaited<ReturnType<typeof acceptInvitation>>>>(() => acceptInvitation(ctx, token));
  }

  @Mutation(() => InvitationDeclinePayload, { description: 'Declines an invitation; its token is enough.' })
  invitationDecline(@Arg('token', () => String) token: string, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ declined: await declineInvitation(ctx, token) }));
  }
}

/** The same error, with its path from the arguments of a bulk mutation. */
const inRow = (error: UserError, row: number): UserError => ({
  ...error,
  field: ['inputs', String(row), ...(error.field ?? ['input']).slice(1)],
});
