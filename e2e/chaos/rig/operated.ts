// What scripts/events.mjs operates on in the rig, in the place of the product's subgraphs: see operator.mjs.
import { audienceSubgraph } from './audience.js';
import { ledgerSubgraph } from './ledger.js';

export { bootSubgraphs } from '@supergraph/standalone';

export const subgraphs = [ledgerSubgraph, audienceSubgraph];
