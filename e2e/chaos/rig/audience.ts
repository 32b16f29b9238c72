import { Migration } from '@mikro-orm/migrations';
import { serviceConfig } from '@supergraph/kernel/config';
import type { Context } from '@supergraph/kernel/context';
import { rowSecurity } from '@supergraph/kernel/db';
import { defineConsumer } from '@supergraph/kernel/events';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { Query, Resolver } from 'type-graphql';
import { posted } from './ledger.js';

class CreateAudience extends Migration {
  override up(): void {
    this.addSql(`create table effect (serial bigint generated always as identity primary key, organization_id uuid not null, consumer text not null,
      posting_id uuid not null, account_id uuid not null, event_id uuid not null, sequence bigint not null)`);
    this.addSql(
      'create table tally (organization_id uuid not null, account_id uuid, total bigint not null, primary key (organization_id, account_id))',
    );
    // How consumers behave just now: null, `outage` or `poison`.
    this.addSql('create table mood (mood text)');
    for (const table of ['effect', 'tally']) for (const sql of rowSecurity(table)) this.addSql(sql);
  }
}

/** Negative amounts are what a handler cannot digest while it is in that mood. */
const tally = defineConsumer({
  name: 'tally',
  event: posted,
  tables: ['effect', 'tally'],
  async handle(ctx: Context, { postingId, accountId, organizationId, amount }, record) {
    const [{ mood } = { mood: null }] = await ctx.em.execute<{ mood: string | null }[]>('select mood from mood limit 1');
    if (mood === 'outage') throw Object.assign(new Error('the other side is away'), { code: 'ECONNREFUSED' });
    if (mood === 'poison' && amount < 0) throw new Error('such amounts cannot be told');
    await ctx.em.execute(
      `insert into effect (organization_id, consumer, posting_id, account_id, event_id, sequence) values (?, 'tally', ?, ?, ?, ?)`,
      [organizationId, postingId, accountId, record.id, record.sequence],
      'run',
    );
    await ctx.em.execute(
      `insert into tally as t (organization_id, account_id, total) values (?, ?, ?)
       on conflict (organization_id, account_id) do update set total = t.total + excluded.total`,
      [organizationId, accountId, amount],
      'run',
    );
  },
});

@Resolver()
class AudienceResolver {
  @Query(() => String)
  audience(): string {
    return 'an audience';
  }
}

/** A consumer as small as can be: it writes down what it hears, in order, and adds it up. */
export const audienceSubgraph = createSubgraph({
  name: 'audience',
  config: serviceConfig,
  entities: [],
  migrations: [{ name: '0001-audience', class: CreateAudience }],
  resolvers: [AudienceResolver],
  consumers: [tally],
});
