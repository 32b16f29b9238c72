import { connectionType, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { User } from '../domain/user.entity.js';
import { UserStatus } from './user.enums.js';

type Shown =
  | 'id'
  | 'username'
  | 'firstName'
  | 'lastName'
  | 'displayName'
  | 'avatarUrl'
  | 'locale'
  | 'timezone'
  | 'status'
  | 'isPlatformAdmin'
  | 'createdAt'
  | 'updatedAt'
  | 'revision';

@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'A person, once for the whole platform. Memberships say which organizations they belong to.' })
export class UserType implements Pick<User, Shown> {
  @Field(() => ID, { description: 'UUID; the same in every subgraph.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Unique on the platform, lower case; null where none was chosen.' })
  readonly username!: string | null;

  @Field(() => String, { description: 'Given name.', nullable: true })
  readonly firstName!: string | null;

  @Field(() => String, { description: 'Family name.', nullable: true })
  readonly lastName!: string | null;

  @Field(() => String, { description: 'The name to show.' })
  readonly displayName!: string;

  @Field(() => String, { nullable: true, description: 'An https address.' })
  readonly avatarUrl!: string | null;

  @Field(() => String, { nullable: true, description: "BCP 47 language tag; null for the organization's." })
  readonly locale!: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone; null for the organization's." })
  readonly timezone!: string | null;

  @Field(() => UserStatus, { description: 'Whether the person may use the platform.' })
  readonly status!: UserStatus;

  @Field(() => Boolean, { description: 'Works for the platform itself.' })
  readonly isPlatformAdmin!: boolean;

  @Field(() => DateTime, { description: 'When the platform got to know the person.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { description: 'When the profile last changed.' })
  readonly updatedAt!: Date;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}

export const UserConnectionType = connectionType('User', () => UserType, { totalCount: true });
