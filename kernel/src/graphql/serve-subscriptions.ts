import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { Actor } from '../auth/index.js';
import { CommonErrors } from '../errors/index.js';
import type { EventRecord } from '../events/index.js';
import type { ChannelsOf } from '../live/index.js';
import { compileFilter, type StreamOpening, type SubscriptionDefinition } from '../realtime/index.js';
import { TenancyErrors } from '../tenancy/index.js';
import { InvalidSchemaError } from './invalid-schema-error.js';

/** The root value of a subscription that is to be opened; any other one is an event. */
export const OPENING: unique symbol = Symbol('opening');

/**
 * Not an error: thrown by the root field of a subscription that may be opened, so that everything before it, arguments and
 * directives, is what it is for a query, and nothing behind it is executed.
 */
export class StreamOpened extends Error {
  constructor(readonly opening: StreamOpening) {
    super('The subscription is open');
    this.name = 'StreamOpened';
  }
}

export interface SubscriptionOptions {
  subscriptions: readonly SubscriptionDefinition[];
  channelsOf: ChannelsOf;
}

/**
 * Makes the subscription fields answer in two ways: where their events come from, or what one event looks like through the
 * selection. Call it before the directives are put in front.
 *
 * @throws InvalidSchemaError for a field without a definition, or a definition without a field.
 */
export function serveSubscriptions(schema: GraphQLSchema, { subscriptions, channelsOf }: SubscriptionOptions): void {
  const fields: Record<string, GraphQLField<unknown, SubscriptionContext>> = schema.getSubscriptionType()?.getFields() ?? {};
  const defined = new Map(subscriptions.map((definition) => [definition.field, definition]));
  const undefinedOnes = Object.keys(fields).filter((name) => !defined.has(name));
  const absent = [...defined.keys()].filter((name) => !(name in fields));
  if (undefinedOnes.length > 0) throw new InvalidSchemaError(`Nothing says where the events of ${undefinedOnes.join(', ')} come from`);
  if (absent.length > 0) throw new InvalidSchemaError(`There is no subscription field ${absent.join(', ')}`);
  for (const [name, field] of Object.entries(fields)) serve(field, defined.get(name) as SubscriptionDefinition, channelsOf);
}

interface SubscriptionContext {
  actor: Actor;
}

function serve(field: GraphQLField<unknown, SubscriptionContext>, definition: SubscriptionDefinition, channelsOf: ChannelsOf): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, ctx, info) => {
    if (source === OPENING) return open(definition, args, ctx);
    const isOurs = isOwn(source, ctx.actor) && (definition.ofMessages || isOn(source, definition.channels(ctx, args), channelsOf));
    if (!isOurs) throw TenancyErrors.TENANT_MISMATCH();
    if (!compileFilter(definition.where?.(args, ctx))(source)) throw CommonErrors.NOT_FOUND('Event');
    return resolve(source, args, ctx, info);
  };
}

async function open(definition: SubscriptionDefinition, args: unknown, ctx: SubscriptionContext): Promise<never> {
  await definition.check?.(ctx, args);
  const where = definition.where?.(args, ctx);
  throw new StreamOpened({ channels: definition.channels(ctx, args), ...(where ? { where } : {}) });
}

/** Whether an event may be the request's at all; whoever hands events out has looked at that before. */
function isOwn(event: unknown, actor: Actor): boolean {
  const { organizationId = null } = event as { organizationId?: string | null };
  const isMember = actor.kind === 'user' || actor.kind === 'service-account';
  return !isMember || actor.isPlatform || organizationId === null || organizationId === actor.organizationId;
}

/** Whether an event is told on one of the channels. */
function isOn(event: unknown, channels: readonly string[], channelsOf: ChannelsOf): boolean {
  const record = event as Partial<EventRecord>;
  if (typeof record.aggregateType !== 'string' || typeof record.aggregateId !== 'string') return false;
  return channelsOf(event as EventRecord).some((channel) => channels.includes(channel));
}
