import { tenantSubgraph } from './subgraph.js';

await tenantSubgraph.start(process.env);
