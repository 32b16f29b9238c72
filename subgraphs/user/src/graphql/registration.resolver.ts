import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type RedeemedMembership, redeemInvitation } from '../actions/redeem-invitation.js';
import type { UserContext } from '../context.js';
import { findInvitee } from '../queries/find-invitee.js';
import { findUserId } from '../queries/find-user-id.js';
import { InvitationRedeemInput, InvitationRedeemPayload, RegistrationInvitationType } from './registration.type.js';

const OURS = '@requiresScopes(scopes: [["internal"]])';

/** What auth asks about people: it has their accounts, and not their names, their places and their invitations. */
@Resolver()
export class RegistrationResolver {
  @Directive('@inaccessible')
  @Directive(OURS)
  @Query(() => ID, { nullable: true, description: 'Internal: who has that username; null where nobody does.' })
  userIdByUsername(@Arg('username', () => String) username: string, @Ctx() ctx: UserContext) {
    return findUserId(ctx, username);
  }

  @Directive('@inaccessible')
  @Directive(OURS)
  @Query(() => RegistrationInvitationType, {
    nullable: true,
    description: 'Internal: what an account is to be made by; null for a token of no open invitation, unless that person has accepted it.',
  })
  invitationForRegistration(
    @Arg('token', () => String) token: string,
    @Arg('userId', () => ID, { description: 'Of the account that is being made.' }) userId: string,
    @Ctx() ctx: UserContext,
  ) {
    return findInvitee(ctx, token, userId);
  }

  @Directive('@inaccessible')
  @Directive(OURS)
  @Mutation(() => InvitationRedeemPayload, {
    description: 'Internal: makes a person, and a member, of who was invited; sent again for the same person it changes nothing.',
  })
  invitationRedeem(@Arg('input', () => InvitationRedeemInput) input: InvitationRedeemInput, @Ctx() ctx: UserContext) {
    return mutationPayload<{ membership?: RedeemedMembership }>(async () => ({ membership: await redeemInvitation(ctx, input) }));
  }
}
