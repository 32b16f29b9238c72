import { inTransaction } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { mail } from './mail.js';
import { tellKeepersOfKeys } from './tell-organization.js';

const BATCH = 200;

/** Of a key fourteen days before its end, and one day before it; not of one that another key takes over from, or that was short-lived from the start. */
const KEYS = `update api_key k set reminded_days = case when k.expires_at <= now() + interval '1 day' then 1 else 14 end
  from service_account s where s.id = k.service_account_id and k.id in (
    select d.id from api_key d join service_account o on o.id = d.service_account_id
    where d.revoked_at is null and d.revokes_at is null and d.expires_at > now() and o.enabled and o.deleted_at is null and (
      (d.reminded_days is null and d.expires_at <= now() + interval '14 days' and d.created_at <= d.expires_at - interval '14 days') or
      (d.reminded_days is distinct from 1 and d.expires_at <= now() + interval '1 day' and d.created_at <= d.expires_at - interval '1 day'))
    limit ${BATCH} for update of d skip locked)
  returning k.organization_id, s.name, k.expires_at`;

/** Of a password a week before the strictest organization of its person takes it no longer; a day before, where it is short-lived. */
const PASSWORDS = `update account a set password_reminded_at = now() from (
    select p.id, p.password_changed_at + make_interval(days => min(s.password_max_age_days)) as ends_at, min(s.password_max_age_days) as days
    from account p join membership_grant g on g.user_id = p.id and g.status = 'ACTIVE' join security_policy s on s.organization_id = g.organization_id
    where p.status = 'ACTIVE' and s.password_max_age_days is not null
      and (p.password_reminded_at is null or p.password_reminded_at < p.password_changed_at) group by p.id) due
  where a.id = due.id and due.ends_at > now() and due.ends_at <= now() + make_interval(days => case when due.days > 14 then 7 else 1 end)
    and (a.password_reminded_at is null or a.password_reminded_at < a.password_changed_at)
  returning a.id, due.ends_at`;

/** Mails whoever has a credential that ends soon, in time and once for each time. Replicas that run it at once share the work. */
export async function remindOfEnds(ctx: AuthContext): Promise<void> {
  await inTransaction(ctx.em, async () => {
    const keys = await ctx.em.execute<{ organization_id: string; name: string; expires_at: Date | string }[]>(KEYS);
    for (const { organization_id: organizationId, name: machine, expires_at: at } of keys) {
      await tellKeepersOfKeys(ctx, organizationId, MailKind.API_KEY_ENDS, { machine, until: new Date(at).toISOString() });
    }
    const people = await ctx.em.execute<{ id: string; ends_at: Date | string }[]>(PASSWORDS);
    for (const { id: userId, ends_at: at } of people) mail(ctx, MailKind.PASSWORD_ENDS, { userId, until: new Date(at).toISOString() });
    await ctx.em.flush();
  });
}
