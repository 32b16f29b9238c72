import { monitoringSubgraph } from './subgraph.js';

await monitoringSubgraph.start(process.env);
