import { userSubgraph } from './subgraph.js';

await userSubgraph.start(process.env);
