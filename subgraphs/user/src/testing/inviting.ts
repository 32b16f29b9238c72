import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { testSubgraph } from '@supergraph/kernel/testing';
import type { aMember } from './a-member.js';

type App = ReturnType<typeof testSubgraph>;
type Member = Awaited<ReturnType<typeof aMember>>;

export const CREATE = `mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) {
  invitation {
    id email kind status roles { key } organization { id } invitedBy { id } acceptedBy { id } expiresAt acceptedAt declinedAt revokedAt
    lastSentAt sendCount moduleKeys metadata
  }
  userErrors { code message field }
} }`;

export const anAddress = () => `guest-${randomUUID()}@example.com`;

/** Invites to the member's own organization, through the door; what the input leaves out is made up. */
export const inviting =
  (app: App) =>
  async (by: Member, input: object = {}) => {
    const { organizationId } = by.membership;
    const values = { organizationId, email: anAddress(), roleKeys: ['employee'], ...input };
    return (await app.as(by.identity).execute(CREATE, { input: values })).data.invitationCreate;
  };

/** How an invitation is refused. */
export const refused = (code: string, ...field: string[]) => ({
  invitation: null,
  userErrors: [{ code, message: expect.any(String), field: field.length > 0 ? ['input', ...field] : null }],
});
