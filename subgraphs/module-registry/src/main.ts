import { moduleRegistrySubgraph } from './subgraph.js';

await moduleRegistrySubgraph.start(process.env);
