import { setTimeout as sleep } from 'node:timers/promises';
import { Migration } from '@mikro-orm/migrations';
import { serviceConfig } from '@supergraph/kernel/config';
import type { Context } from '@supergraph/kernel/context';
import { inTransaction, rowSecurity } from '@supergraph/kernel/db';
import { type EventRecord, eventsOf } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { channelName, defineSubscription } from '@supergraph/kernel/realtime';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { CreateRights, facts, RightsResolver } from './rights.js';

export const posted = eventsOf('ledger')('ledger.posted.v1', {
  aggregate: 'account',
  id: 'accountId',
  promise: 'An amount was posted to an account.',
  payload: z.object({
    postingId: z.uuid(),
    accountId: z.uuid(),
    organizationId: z.uuid(),
    amount: z.int(),
    padding: z.string().optional(),
  }),
});

class CreateLedger extends Migration {
  override up(): void {
    this.addSql(`create table posting (id uuid primary key, serial bigint generated always as identity, organization_id uuid not null,
      account_id uuid not null, amount int not null)`);
    this.addSql('create index posting_of_organization on posting (organization_id, account_id)');
    for (const sql of rowSecurity('posting')) this.addSql(sql);
  }
}

@InputType()
class PostingInput {
  @Field(() => ID) readonly id!: string;
  @Field(() => ID) readonly accountId!: string;
  @Field(() => Int) readonly amount!: number;
  /** How long (ms) the transaction lies open after everything is written. */
  @Field(() => Int) readonly hold!: number;
  /** Takes everything back at the end. */
  @Field(() => Boolean) readonly isUndone!: boolean;
  /** Characters that only make the event larger. */
  @Field(() => Int) readonly padding!: number;
}

/** Writes the row and its event, waits, and commits or does not: the widest window for a relay to go wrong in. */
async function post(ctx: Context, { id, accountId, amount, hold, isUndone, padding }: PostingInput): Promise<boolean> {
  const organizationId = ctx.actor.organizationId as string;
  const work = inTransaction(ctx.em, async () => {
    await ctx.em.execute('insert into posting (id, organization_id, account_id, amount) values (?, ?, ?, ?)', [
      id,
      organizationId,
      accountId,
      amount,
    ]);
    ctx.events.raise(posted, {
      postingId: id,
      accountId,
      organizationId,
      amount,
      ...(padding > 0 ? { padding: 'x'.repeat(padding) } : {}),
    });
    await ctx.em.flush();
    await sleep(hold);
    if (isUndone) throw new Undone();
  });
  return work.then(
    () => true,
    (error) => {
      if (error instanceof Undone) return false;
      throw error;
    },
  );
}

class Undone extends Error {}

@Resolver()
class LedgerResolver {
  @Query(() => String)
  ledger(): string {
    return 'a ledger';
  }

  @Directive('@authenticated')
  @Mutation(() => Boolean)
  post(@Arg('input', () => PostingInput) input: PostingInput, @Ctx() ctx: Context): Promise<boolean> {
    return post(ctx, input);
  }
}

@Directive('@tenantScoped')
@ObjectType('PostingEvent')
class PostingEventType {
  @Field(() => ID) readonly organizationId!: string;
}

interface Told extends EventRecord {
  payload: z.output<(typeof posted)['payload']>;
}

@Resolver(() => PostingEventType)
class PostingEventResolver {
  @Directive('@tenantScoped(argument: "organizationId")')
  @Directive('@requiresModule(key: "ledger")')
  @Subscription(() => PostingEventType, { nullable: true })
  posted(@Arg('organizationId', () => ID) _organizationId: string, @Root() event: Told) {
    return event;
  }

  @FieldResolver(() => ID)
  postingId(@Root() { payload }: Told) {
    return payload.postingId;
  }

  @FieldResolver(() => String, { nullable: true })
  padding(@Root() { payload }: Told) {
    return payload.padding;
  }

  @Directive('@requiresScopes(scopes: [["ledger:amounts"]])')
  @FieldResolver(() => Int, { nullable: true })
  amount(@Root() { payload }: Told) {
    return payload.amount;
  }
}

const subscriptions = [
  defineSubscription({
    field: 'posted',
    channels: (_ctx: Context, { organizationId }: { organizationId: string }) => [channelName(organizationId, 'account')],
  }),
];

/** The keys of the rig's access tokens, which its processes are told. */
const keys = {
  path: '/.well-known/jwks.json',
  handle: async () => ({ body: JSON.parse(process.env.RIG_JWKS ?? '{"keys":[]}') }),
};

/** A publisher as small as can be: postings to accounts. */
export const ledgerSubgraph = createSubgraph({
  name: 'ledger',
  config: serviceConfig,
  entities: [],
  migrations: [
    { name: '0001-ledger', class: CreateLedger },
    { name: '0002-rights', class: CreateRights },
  ],
  resolvers: [LedgerResolver, RightsResolver, PostingEventResolver],
  subscriptions,
  facts,
  routes: [keys],
});
