export { moduleRegistrySubgraph } from './subgraph.js';
