import { Migration } from '@mikro-orm/migrations';
import type { Context } from '@supergraph/kernel/context';
import { inTransaction, rowSecurity } from '@supergraph/kernel/db';
import { eventsOf } from '@supergraph/kernel/events';
import type { FactsProvider, MemberFact } from '@supergraph/kernel/tenancy';
import { Arg, Ctx, Directive, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { z } from 'zod';

/** Who may see what, as the rig changes it under everybody's feet. */
export const rightsChanged = eventsOf('ledger')('ledger.rights_changed.v1', {
  aggregate: 'rights',
  id: 'organizationId',
  promise: 'Something that decides on requests of an organization changed.',
  payload: z.object({
    organizationId: z.uuid(),
    endedSession: z.string().optional(),
    member: z.object({ userId: z.string(), isActive: z.boolean(), permissions: z.array(z.string()), changedAt: z.number() }).optional(),
  }),
});

export class CreateRights extends Migration {
  override up(): void {
    this.addSql('create table rights (organization_id uuid primary key, status text not null, modules text[] not null)');
    this.addSql('create table ended_session (id text primary key, ended_at timestamptz not null default now())');
    this.addSql(`create table changed_member (organization_id uuid, user_id text, is_active boolean not null, permissions text[] not null,
      changed_at timestamptz not null, primary key (organization_id, user_id))`);
    for (const table of ['rights', 'changed_member']) for (const sql of rowSecurity(table)) this.addSql(sql);
  }
}

@InputType()
export class RightsInput {
  @Field(() => ID) readonly organizationId!: string;
  @Field(() => String, { nullable: true }) readonly status?: string | null;
  @Field(() => [String], { nullable: true }) readonly modules?: string[] | null;
  @Field(() => String, { nullable: true }) readonly endedSession?: string | null;
  @Field(() => String, { nullable: true }) readonly userId?: string | null;
  /** Of that user. Null: not a member any more. */
  @Field(() => [String], { nullable: true }) readonly permissions?: string[] | null;
}

@Resolver()
export class RightsResolver {
  @Directive('@authenticated')
  @Mutation(() => Boolean)
  rightsChange(@Arg('input', () => RightsInput) input: RightsInput, @Ctx() ctx: Context): Promise<boolean> {
    return changeRights(ctx.acrossOrganizations(), input);
  }
}

async function changeRights(
  ctx: Context,
  { organizationId, status, modules, endedSession, userId, permissions }: RightsInput,
): Promise<boolean> {
  const { em } = ctx;
  await inTransaction(em, async () => {
    if (status && modules)
      await em.execute(
        `insert into rights (organization_id, status, modules) values (?, ?, ?)
         on conflict (organization_id) do update set status = excluded.status, modules = excluded.modules`,
        [organizationId, status, `{${modules.join(',')}}`],
        'run',
      );
    if (endedSession) await em.execute('insert into ended_session (id) values (?)', [endedSession], 'run');
    const member = userId ? { userId, isActive: Boolean(permissions), permissions: permissions ?? [], changedAt: Date.now() } : undefined;
    if (member)
      await em.execute(
        `insert into changed_member (organization_id, user_id, is_active, permissions, changed_at) values (?, ?, ?, ?, ?)
         on conflict (organization_id, user_id) do update
           set is_active = excluded.is_active, permissions = excluded.permissions, changed_at = excluded.changed_at`,
        [
          organizationId,
          member.userId,
          member.isActive,
          `{${member.permissions.map((one) => `"${one}"`).join(',')}}`,
          new Date(member.changedAt),
        ],
        'run',
      );
    ctx.events.raise(rightsChanged, { organizationId, ...(endedSession ? { endedSession } : {}), ...(member ? { member } : {}) });
    await em.flush();
  });
  return true;
}

interface MemberRow {
  organization_id: string;
  user_id: string;
  is_active: boolean;
  permissions: string[];
  changed_at: Date | string;
}

/** The rig's own source of what every process knows of organizations. */
export const facts: FactsProvider<Context> = {
  async organizations({ em }, ids) {
    const rows = await em.execute<{ organization_id: string; status: string; modules: string[] }[]>(
      'select * from rights where organization_id = any(?::uuid[])',
      [`{${ids.join(',')}}`],
    );
    return rows.map(({ organization_id: id, status, modules }) => ({
      id,
      slug: `org-${id.slice(-4)}`,
      hosts: [],
      status,
      modules: Object.fromEntries(modules.map((key) => [key, { reason: null }])),
    }));
  },
  async endedSessions({ em }, since) {
    return (await em.execute<{ id: string }[]>('select id from ended_session where ended_at >= ?', [since])).map(({ id }) => id);
  },
  async changedMembers({ em }, since) {
    const rows = await em.execute<MemberRow[]>('select * from changed_member where changed_at >= ?', [since]);
    return rows.map(
      (row): MemberFact => ({
        organizationId: row.organization_id,
        userId: row.user_id,
        isActive: row.is_active,
        permissions: row.permissions,
        changedAt: new Date(row.changed_at).getTime(),
      }),
    );
  },
  changes({ type, payload, organizationId }) {
    if (type !== rightsChanged.type || !organizationId) return [];
    const { endedSession, member } = payload as z.output<(typeof rightsChanged)['payload']>;
    return [
      { organizationId },
      ...(endedSession ? [{ endedSession }] : []),
      ...(member ? [{ member: { organizationId, ...member } }] : []),
    ];
  },
};
