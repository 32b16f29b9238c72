import { authSubgraph } from './subgraph.js';

await authSubgraph.start(process.env);
