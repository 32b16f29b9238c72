export { createSubgraph, type Subgraph } from './create-subgraph.js';
export { type Boot, type Job, type Ports, type Route, type SubgraphDefinition, schemaName } from './definition.js';
export { type ListenOptions, listen } from './http-server.js';
export { bootSubgraph, type RunningSubgraph } from './running-subgraph.js';
export { stopOnSignals } from './start-subgraph.js';
export { meterSubgraphs } from './subgraph-metrics.js';
