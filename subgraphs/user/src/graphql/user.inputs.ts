import { pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { UpdateMembership } from '../actions/update-membership.js';
import type { UpdateViewer } from '../actions/update-viewer.js';
import type { MemberFilter } from '../queries/member-filter.js';
import { MemberKind, MembershipStatus } from './user.enums.js';

@ArgsType()
export class MembershipsArgs extends pageArgsType() {}

@ArgsType()
export class UsersArgs extends pageArgsType() {
  @Field(() => String, { nullable: true, description: 'Part of a name or of the e-mail address.' })
  query?: string | null;
}

@InputType('MemberFilter', { description: 'Narrows a list of members; conditions are joined by and.' })
export class MemberFilterInput implements MemberFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name or of the e-mail address.' })
  query?: string | null;

  @Field(() => String, { nullable: true, description: 'Holds the role with this key: "manager".' })
  roleKey?: string | null;

  @Field(() => [MemberKind], { nullable: true, description: 'Any of these.' })
  kind?: MemberKind[] | null;

  @Field(() => [MembershipStatus], { nullable: true, description: 'Any of these; without it, all but REMOVED.' })
  status?: MembershipStatus[] | null;
}

@ArgsType()
export class MembersArgs extends pageArgsType() {
  @Field(() => MemberFilterInput, { nullable: true })
  filter?: MemberFilterInput | null;
}

const QUERY = { nullable: true, description: 'Part of the name or of the e-mail address.' };

@ArgsType()
export class EmployeesArgs extends pageArgsType() {
  @Field(() => String, QUERY)
  query?: string | null;
}

@ArgsType()
export class ContactsArgs extends pageArgsType() {
  @Field(() => [MemberKind], { nullable: true, description: 'Any of these; without it, all but EMPLOYEE, which is refused here.' })
  kind?: MemberKind[] | null;

  @Field(() => String, QUERY)
  query?: string | null;
}

@InputType('ViewerUpdateInput', { description: 'Fields that are left out stay as they are; null empties a field.' })
export class ViewerUpdateInput implements UpdateViewer {
  @Field(() => String, { nullable: true, description: 'Up to 100 characters.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 100 characters.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: '1 to 200 characters; it cannot be emptied, so null leaves it as it is.' })
  displayName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '3 to 30 letters, digits and single dots, hyphens and underscores; stored in lower case.',
  })
  username?: string | null;

  @Field(() => String, { nullable: true, description: 'An https address.' })
  avatarUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47 language tag: "de-CH".' })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone: "Europe/Zurich".' })
  timezone?: string | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the profile has moved on.' })
  expectedRevision?: number | null;
}

@InputType('MembershipUpdateInput', { description: 'Fields that are left out stay as they are.' })
export class MembershipUpdateInput implements UpdateMembership {
  @Field(() => ID, { description: 'The membership.' })
  id!: string;

  @Field(() => [String], { nullable: true, description: 'All roles that the member is to have from now on: at least one.' })
  roleKeys?: string[] | null;

  @Field(() => MemberKind, { description: 'What the person is to the organization from now on.', nullable: true })
  kind?: MemberKind | null;

  @Field(() => String, { nullable: true, description: 'Up to 120 characters; null empties it.' })
  title?: string | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the membership has moved on.' })
  expectedRevision?: number | null;
}
