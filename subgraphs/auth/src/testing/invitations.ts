import { randomUUID } from 'node:crypto';
import type { InvitedPerson } from '../actions/ask-for-invitation.js';
import type { MembershipFacts } from '../actions/record-membership.js';
import type { Answers } from './siblings.js';

interface Invited {
  organizationId: string;
  email: string;
  roleKeys: string[];
  /** Who has accepted it. */
  acceptedBy: string | null;
}

/** User as a registration sees it: open invitations, and the people that they made. */
export class Invitations {
  readonly people: InvitedPerson[] = [];
  readonly memberships = new Map<string, MembershipFacts>();
  readonly #byToken = new Map<string, Invited>();
  /** With which code the next redemption is refused. */
  refusal: { code: string; field: string[] | null } | null = null;

  readonly answers: Answers = {
    invitationForRegistration: ({ token, userId }) => this.#find(token as string, userId as string),
    invitationRedeem: ({ input }) => this.#redeem(input as InvitedPerson),
  };

  /** @returns the token of a new invitation. */
  invite(organizationId: string, email = `${randomUUID()}@example.com`, roleKeys = ['manager']) {
    const token = randomUUID().repeat(2);
    this.#byToken.set(token, { organizationId, email, roleKeys, acceptedBy: null });
    return { token, email };
  }

  /** Somebody took it back. */
  revoke(token: string): void {
    this.#byToken.delete(token);
  }

  #find(token: string, userId: string) {
    const invited = this.#byToken.get(token);
    if (!invited || (invited.acceptedBy ?? userId) !== userId) return null;
    const { organizationId, email } = invited;
    return { invitationId: randomUUID(), organizationId, email, hasAccount: email.startsWith('known-') };
  }

  #redeem(person: InvitedPerson) {
    const invited = this.#byToken.get(person.token);
    const [refusal, membership] = [this.refusal, this.memberships.get(person.userId)];
    this.refusal = null;
    if (refusal) return { membership: null, userErrors: [{ ...refusal, message: 'Refused' }] };
    if (membership) return { membership, userErrors: [] };
    if (!invited) return { membership: null, userErrors: [{ code: 'NOT_FOUND', message: 'Refused', field: ['input', 'token'] }] };
    invited.acceptedBy = person.userId;
    this.people.push(person);
    const { organizationId, roleKeys } = invited;
    const place = { membershipId: randomUUID(), organizationId, userId: person.userId };
    const made: MembershipFacts = { ...place, status: 'ACTIVE', kind: 'EMPLOYEE', roleKeys, permissions: ['org:read', 'org:members:read'] };
    this.memberships.set(person.userId, made);
    return { membership: made, userErrors: [] };
  }
}
