import { defineConsumer } from '@supergraph/kernel/events';
import { operationChunkRequested } from '@supergraph/schema/events';
import { runOperationChunk } from '../actions/run-operation-chunk.js';
import type { RegistryContext } from '../context.js';

/** An operation goes on with its next items. */
export const runRequestedOperations = defineConsumer({
  name: 'module-registry.run-operations',
  event: operationChunkRequested,
  handle: (ctx: RegistryContext, { operationId }) => runOperationChunk(ctx, operationId),
});
