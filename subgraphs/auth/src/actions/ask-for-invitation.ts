import { InvalidInputError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors, REDEMPTION_CODES } from '../domain/auth.errors.js';
import { askSibling } from './ask-sibling.js';
import type { MembershipFacts } from './record-membership.js';

const FIND = `query ($token: String!, $userId: ID!) {
  invitationForRegistration(token: $token, userId: $userId) { invitationId organizationId email hasAccount }
}`;

const REDEEM = `mutation ($input: InvitationRedeemInput!) {
  invitationRedeem(input: $input) {
    membership { membershipId organizationId userId status kind roleKeys permissions }
    userErrors { code message field }
  }
}`;

/** Whom an invitation is for, and where to. */
export interface Invitation {
  organizationId: string;
  email: string;
  /** Somebody else than who is registering has the address. */
  hasAccount: boolean;
}

/** The person that an invitation makes. */
export interface InvitedPerson {
  token: string;
  userId: string;
  displayName: string;
  firstName: string | null;
  lastName: string | null;
  username: string | null;
}

const ask = { what: 'Registration', subgraph: 'user' };

/**
 * The invitation that a token is of, while it is open; one that this very person has accepted is still there for a repeat.
 *
 * @throws AuthErrors.TOKEN_INVALID; CommonErrors.UNAVAILABLE
 */
export async function findInvitation(ctx: AuthContext, variables: Pick<InvitedPerson, 'token' | 'userId'>): Promise<Invitation> {
  const answer = await askSibling<{ invitationForRegistration: Invitation | null }>(ctx, { ...ask, query: FIND, variables });
  if (!answer.invitationForRegistration) throw AuthErrors.TOKEN_INVALID().at('input', 'token');
  return answer.invitationForRegistration;
}

/**
 * Has user make the person and the membership, once however often it is sent.
 *
 * @throws InvalidInputError with user's objections, of which the first may be that the invitation was taken back meanwhile;
 *   CommonErrors.UNAVAILABLE, after which it is unknown whether it was done.
 */
export async function redeemInvitation(ctx: AuthContext, input: InvitedPerson): Promise<MembershipFacts> {
  const { invitationRedeem } = await askSibling<{ invitationRedeem: Redeemed }>(ctx, { ...ask, query: REDEEM, variables: { input } });
  const { membership, userErrors } = invitationRedeem;
  if (membership) return membership;
  throw new InvalidInputError(
    userErrors.map(({ code, message, field }) => ({
      ...(code === 'NOT_FOUND' ? notOpen() : { code: known(code), message }),
      field: field ?? ['input', 'token'],
    })),
  );
}

interface Redeemed {
  membership: MembershipFacts | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}

const known = (code: string) => ((REDEMPTION_CODES as readonly string[]).includes(code) ? code : 'INVALID');

function notOpen() {
  const { code, message } = AuthErrors.TOKEN_INVALID();
  return { code, message };
}
