import { z } from 'zod';
import { eventsOf } from './define-event.js';

/** Every subgraph tells of it on a topic of its own, and numbers its own. */
export const organizationAccessed = (subgraph: string) =>
  eventsOf(subgraph)('platform.organization_accessed.v1', {
    aggregate: `${subgraph}-access`,
    id: 'organizationId',
    promise: 'Platform staff named an organization and read its data; within ten minutes the same read is told once.',
    payload: z.object({ organizationId: z.uuid(), userId: z.string(), operation: z.string(), fields: z.array(z.string()) }),
  });
