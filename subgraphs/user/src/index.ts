export { userSubgraph } from './subgraph.js';
