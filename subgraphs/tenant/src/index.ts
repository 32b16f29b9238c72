export { tenantSubgraph } from './subgraph.js';
