import { audienceSubgraph } from './audience.js';
import { ledgerSubgraph } from './ledger.js';

// One process of the rig, started as any subgraph's: `main.ts ledger` or `main.ts audience`.
const found = [ledgerSubgraph, audienceSubgraph].find(({ name }) => name === process.argv[2]);
if (!found) throw new Error(`There is no subgraph "${process.argv[2]}" in the rig`);
await found.start(process.env);
