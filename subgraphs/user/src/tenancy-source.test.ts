import { describe, expect, it } from '@jest/globals';
import { filesThat, rootFields } from '@supergraph/kernel/testing';
import { userSubgraph } from './subgraph.js';
import { breakIns } from './testing/break-ins.js';

const SRC = new URL('.', import.meta.url);

/** Raw SQL, which no filter narrows: it names the organizations itself, but for people, who have none, and for facts and mails, which are of all. */
const RAW_SQL = [
  'actions/check-mails.ts',
  'actions/check-role-change.ts',
  'actions/check-room.ts',
  'actions/create-invitation.ts',
  'actions/hand-over.ts',
  'actions/insert-user.ts',
  'actions/lock-memberships.ts',
  'actions/record-activity.ts',
  'actions/send-invitations.ts',
  'queries/count-members.ts',
  'queries/find-holders.ts',
  'queries/load-memberships.ts',
  'queries/member-facts.ts',
];

/** Where an EntityManager sees every organization, and why. */
const ACROSS: Readonly<Record<string, string>> = {
  'actions/accept-invitation.ts': 'who accepts is not in the organization yet: the token and the address say that they may come in',
  'actions/decline-invitation.ts': 'who declines may be nobody, or of another organization; the token is theirs',
  'queries/preview-invitation.ts': 'who reads an invitation may be nobody, or of another organization; the token is theirs',
};

/** Root fields that a token opens, which nobody has but who was invited; the tests beside their actions try others. */
const BY_TOKEN = ['Mutation.invitationAccept', 'Mutation.invitationDecline', 'Query.invitationByToken'];

/** Root fields for our own processes, and for platform staff with a scope of their own; the tests of their actions try others. */
const NO_MEMBERS = [
  ...['Mutation.invitationRedeem', 'Query.invitationForRegistration', 'Query.userIdByUsername'],
  ...['Mutation.userDisable', 'Mutation.userEnable'],
];

describe('the source', () => {
  it('looks across organizations, and sends raw SQL, only where that is known', async () => {
    expect(await filesThat(SRC, /acrossOrganizations\(/)).toEqual(Object.keys(ACROSS));
    expect(await filesThat(SRC, /tenant: false/)).toEqual([]);
    expect(await filesThat(SRC, /\.execute\b|createQueryBuilder|getConnection/)).toEqual(RAW_SQL);
  });

  it('leaves nothing open in its schema without a reason', async () => {
    expect(await userSubgraph.lint()).toEqual([]);
  });

  it('has a break-in for every root field but the catalogue of permissions, what a token opens and what no member may', async () => {
    expect([...Object.keys(breakIns), ...BY_TOKEN, ...NO_MEMBERS, 'Query.permissions'].toSorted()).toEqual(
      [...(await rootFields(userSubgraph)), 'Query._entities'].toSorted(),
    );
  });
});
