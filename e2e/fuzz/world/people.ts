import type { Identity } from '@supergraph/kernel/auth';
import { membershipCreated, userCreated } from '@supergraph/schema/events';
import type { Fleet } from '../../testkit/fleet.js';
import { newMark, uuidAt } from '../marks.js';
import type { Random } from '../random.js';

export type MemberKind = 'EMPLOYEE' | 'CLIENT' | 'SUPPLIER' | 'PARTNER';

/** What somebody is to an organization. */
export interface Position {
  kind: MemberKind;
  roleKey: string;
  status?: 'ACTIVE' | 'SUSPENDED' | 'REMOVED';
}

export interface Person {
  id: string;
  email: string;
}

const system: Identity = { kind: 'system', subject: 'fuzz', organizationId: null, scopes: [], sessionId: null };

/**
 * Lets a person join the platform: person and account are written as an invitation writes them, with their event, since no mail is read
 * here. The password is the one of `sameAs`, an account that is there already.
 */
export async function joinPlatform({ fleet }: Fleet, sameAs: string, { side, random }: { side: string; random: Random }): Promise<Person> {
  const mark = () => newMark(side, random);
  const person = { id: uuidAt(Date.now(), random), email: `${mark()}@${mark()}.example` };
  const name = mark();
  const { em, events } = fleet.find('user').contextFor(system);
  await em.execute(
    `insert into "user"."user" (id, created_at, updated_at, email, username, first_name, last_name, display_name, avatar_url, locale,
       timezone, status, is_platform_admin)
     values (?, now(), now(), ?, ?, ?, ?, ?, ?, 'de-CH', 'Europe/Zurich', 'ACTIVE', false)`,
    [person.id, person.email, mark(), mark(), mark(), `${name} ${mark()}`, `https://${mark()}.example/portrait.png`],
  );
  events.raise(userCreated, { userId: person.id, displayName: name });
  await em.flush();
  await fleet
    .find('auth')
    .contextFor(system)
    .em.execute(
      `insert into auth.account (id, created_at, updated_at, email, password_hash, display_name, platform_scopes, status, failed_logins)
       select ?, now(), now(), ?, password_hash, ?, '{}', 'ACTIVE', 0 from auth.account where email = ?`,
      [person.id, person.email, name, sameAs],
    );
  return person;
}

interface Joining {
  organizationId: string;
  invitedBy: string;
  title: string;
  random: Random;
}

/** Lets a person join an organization, announced as an invitation announces it. @returns the membership's id. */
export async function joinOrganization(
  { fleet }: Fleet,
  { id: userId }: Person,
  { kind, roleKey, status = 'ACTIVE' }: Position,
  { organizationId, invitedBy, title, random }: Joining,
): Promise<string> {
  const { em, events } = fleet.find('user').contextFor(system);
  const membershipId = uuidAt(Date.now(), random);
  await em.execute(
    `insert into "user".membership (id, created_at, updated_at, organization_id, user_id, status, kind, title, joined_at, invited_by_id)
     values (?, now(), now(), ?, ?, ?, ?, ?, now(), ?)`,
    [membershipId, organizationId, userId, status, kind, title, invitedBy],
  );
  const [role] = await em.execute<{ id: string; permissions: string[] }[]>(
    `with r as (select id, permissions from "user".role where key = ? and (organization_id is null or organization_id = ?)),
       held as (insert into "user".membership_role (id, created_at, updated_at, organization_id, membership_id, role_id)
         select gen_random_uuid(), now(), now(), ?, ?, id from r)
     select id, permissions from r`,
    [roleKey, organizationId, organizationId, membershipId],
  );
  if (!role) throw new Error(`There is no role "${roleKey}"`);
  const { permissions } = role;
  events.raise(membershipCreated, { membershipId, organizationId, userId, status, kind, roleKeys: [roleKey], permissions });
  await em.flush();
  return membershipId;
}
