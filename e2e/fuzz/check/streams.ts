import { PLATFORM, parseChannel, userOwner } from '@supergraph/kernel/realtime';
import type { Operation } from '../generate/operation.js';
import type { Answered, Json } from './answer.js';

/** What a subscription must never do: listen to what is somebody else's, and show a message that is not for whoever asks. */
export function streamFaults({ principal: { identity }, event, document }: Operation, { body }: Pick<Answered, 'body'>): string[] {
  const owners = new Set([PLATFORM, identity.organizationId, identity.subject && userOwner(identity.subject)]);
  const channels: string[] = body?.extensions?.stream?.channels ?? [];
  const foreign = channels.filter((channel) => !owners.has(parseChannel(channel).owner));
  const isShown = event?.isForeign === true && Object.values<Json>(body?.data ?? {}).some((value) => value !== null);
  return [
    ...foreign.map((channel) => `it listens to ${channel}`),
    ...(isShown ? [`a message that is not for it was executed: ${JSON.stringify(body.data)}`] : []),
    ...(channels.length > 0 && (event || !document.startsWith('subscription')) ? ['it was opened without being asked to'] : []),
  ];
}
