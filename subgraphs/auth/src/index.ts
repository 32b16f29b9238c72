export { authSubgraph } from './subgraph.js';
