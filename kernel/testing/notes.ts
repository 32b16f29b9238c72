import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { serviceConfig } from '@supergraph/kernel/config';
import type { Context } from '@supergraph/kernel/context';
import { byKey, childConnections, connection, findById, rowSecurity, TenantOwnedEntity } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { type Consumer, type DirectConsumer, defineConsumer, type EventRecord, eventsOf } from '@supergraph/kernel/events';
import { connectionType, mutationPayload, pageArgsType, Subscription, userErrorTypes } from '@supergraph/kernel/graphql';
import { channelName, defineSubscription, oneOf } from '@supergraph/kernel/realtime';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { z } from 'zod';

/** A subgraph as small as can be, for the kernel's own tests: notes of organizations. */
@Entity()
export class Note extends TenantOwnedEntity {
  @Property({ type: 'text' })
  text: string;

  constructor(organizationId: string, text: string) {
    super();
    this.organizationId = organizationId;
    this.text = text;
  }
}

export const noteWritten = eventsOf('notes')('note.written.v1', {
  aggregate: 'note',
  id: 'noteId',
  promise: 'A note says something else.',
  payload: z.object({ noteId: z.uuid(), organizationId: z.uuid(), text: z.string() }),
});

class CreateNotes extends Migration {
  override up(): void {
    this.addSql(`create table note (id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
      revision int not null default 1, organization_id uuid not null, text text not null check (text <> 'the-secret-hash'))`);
    this.addSql('create index note_of_organization on note (organization_id, id)');
    for (const sql of rowSecurity('note')) this.addSql(sql);
  }
}

const loaders = ({ em }: Context) => ({ noteById: byKey(em, Note), notesOf: childConnections(em, Note) });
export type NoteContext = Context<ReturnType<typeof loaders>>;

const { UserErrorType } = userErrorTypes(['TEXT_TOO_RUDE']);

@Directive('@tenantScoped')
@Directive('@key(fields: "id")')
@ObjectType('Note')
class NoteType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly text!: string;
  @Field(() => Int) readonly revision!: number;

  @Directive('@requiresScopes(scopes: [["notes:secret"], ["notes:read", "notes:all"]])')
  @Field(() => String, { nullable: true })
  readonly organizationId!: string;
}

const NoteConnectionType = connectionType('Note', () => NoteType, { totalCount: true });

@ObjectType('NotePayload')
class NotePayload {
  @Field(() => NoteType, { nullable: true }) readonly note?: NoteType | null;
  @Field(() => [UserErrorType]) readonly userErrors!: object[];
}

@Directive('@tenantScoped')
@ObjectType('NoteEvent')
class NoteEventType {
  @Field(() => String) readonly text!: string;
  @Field(() => NoteType, { nullable: true }) readonly note?: Note | null;
  @Field(() => String, { nullable: true }) readonly reader?: string | null;
}

@ArgsType()
class NotesArgs extends pageArgsType(2) {}

const writing = z.object({
  id: z.string(),
  text: z
    .string()
    .min(1, 'Say something')
    .refine((text) => text !== 'damn', { message: 'Mind your language', params: { code: 'TEXT_TOO_RUDE' } }),
});

/** Changes a note. The text `explode` is a fault, to see it masked; `too late` is refused when everything has been changed. */
export async function writeNote(ctx: Context, values: unknown): Promise<Note> {
  const { id, text } = parseInput(writing, values, []);
  if (text === 'explode') throw new Error('a secret of the inside');
  const note = await findById(ctx.em, Note, id, { notFound: () => CommonErrors.NOT_FOUND('Note').at('id') });
  note.text = text;
  ctx.events.raise(noteWritten, { noteId: note.id, organizationId: note.organizationId, text });
  if (text === 'too late') throw CommonErrors.FORBIDDEN();
  await ctx.em.flush();
  return note;
}

@Resolver()
class NoteResolver {
  @Directive('@authenticated')
  @Query(() => NoteType, { nullable: true })
  note(@Arg('id', () => ID) id: string, @Ctx() ctx: NoteContext) {
    return ctx.loaders.noteById.load(id);
  }

  @Directive('@tenantScoped(argument: "organizationId")')
  @Directive('@requiresModule(key: "search")')
  @Query(() => [NoteType])
  search(@Arg('organizationId', () => ID, { nullable: true }) _organizationId: string | null, @Ctx() ctx: NoteContext) {
    return ctx.em.find(Note, {}, { orderBy: { id: 'asc' } });
  }

  /** Raw SQL, which MikroORM's filter does not see. */
  @Query(() => [String])
  async texts(@Ctx() ctx: NoteContext) {
    const rows = await ctx.em.execute<{ text: string }[]>('select text from note order by id');
    return rows.map((row) => row.text);
  }

  @Query(() => NoteConnectionType)
  notes(@Args(() => NotesArgs) page: NotesArgs, @Ctx() ctx: NoteContext) {
    return connection(ctx.em, Note, { orderBy: [{ text: 'asc' }, { id: 'asc' }], page });
  }

  @Query(() => [NoteConnectionType])
  notesOf(@Arg('organizationIds', () => [ID]) ids: string[], @Args(() => NotesArgs) page: NotesArgs, @Ctx() ctx: NoteContext) {
    return Promise.all(ids.map((parentId) => ctx.loaders.notesOf.load({ ...page, parentId, query: { parentColumn: 'organization_id' } })));
  }

  @Mutation(() => NotePayload)
  noteWrite(@Arg('id', () => ID) id: string, @Arg('text', () => String) text: string, @Ctx() ctx: NoteContext) {
    return mutationPayload(async () => ({ note: await writeNote(ctx, { id, text }) }));
  }
}

@Resolver(() => NoteEventType)
class NoteEventResolver {
  @Directive('@tenantScoped(argument: "organizationId")')
  @Directive('@requiresModule(key: "search")')
  @Subscription(() => NoteEventType, { nullable: true })
  noteChanged(
    @Arg('organizationId', () => ID) _organizationId: string,
    @Arg('texts', () => [String], { nullable: true }) _texts: string[] | null,
    @Root() event: EventRecord,
  ) {
    return event;
  }

  @FieldResolver(() => String)
  text(@Root() { payload }: EventRecord) {
    return (payload as { text: string }).text;
  }

  /** Who asks. */
  @FieldResolver(() => String, { nullable: true })
  reader(@Ctx() { actor }: NoteContext) {
    return actor.subject;
  }

  @FieldResolver(() => NoteType, { nullable: true })
  note(@Root() { aggregateId }: EventRecord, @Ctx() { loaders }: NoteContext) {
    return loaders.noteById.load(aggregateId);
  }
}

interface NotesAsked {
  organizationId: string;
  texts?: string[] | null;
}

const subscriptions = [
  defineSubscription({
    field: 'noteChanged',
    channels: (_ctx: NoteContext, { organizationId }: NotesAsked) => [channelName(organizationId, 'note')],
    where: ({ texts }: NotesAsked) => oneOf('payload.text', texts),
  }),
];

/** A consumer that writes a copy of each note, once; `handled` runs within its transaction. */
export const copyNotes = (handled: (text: string) => void) =>
  defineConsumer({
    name: 'notes.copy',
    event: noteWritten,
    handle: async (ctx: Context, { text, organizationId }) => {
      if (text.startsWith('copy of')) return;
      ctx.em.persist(new Note(organizationId, `copy of ${text}`));
      await ctx.em.flush();
      handled(text);
    },
  });

/** The subgraph, with consumers of the test's choice. */
export const notesSubgraph = (consumers: readonly Consumer[] = [], directConsumers: readonly DirectConsumer[] = []) =>
  createSubgraph({
    name: 'notes',
    config: serviceConfig,
    entities: [Note],
    migrations: [{ name: '0001-notes', class: CreateNotes }],
    resolvers: [NoteResolver, NoteEventResolver],
    subscriptions,
    loaders,
    references: { Note: ({ id }, ctx: NoteContext) => ctx.loaders.noteById.load(id) },
    consumers,
    directConsumers: () => directConsumers,
  });
