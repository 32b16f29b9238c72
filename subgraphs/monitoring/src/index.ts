export { monitoringSubgraph } from './subgraph.js';
