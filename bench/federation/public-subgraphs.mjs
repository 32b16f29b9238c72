// The subgraphs of the public benchmark's graph; tells the parent what there is to know of it.
import { execute, parse } from 'graphql';
import { answerFromMemory } from './answer-from-memory.mjs';
import { composeSupergraph, subgraphNames, subgraphSchemas } from './graph.mjs';

process.on('disconnect', () => process.exit());
const schemas = subgraphSchemas();
const url = await answerFromMemory((subgraph, { query, variables, operationName }) =>
  execute({ schema: schemas[subgraph], document: parse(query), variableValues: variables, operationName }),
);
const urls = Object.fromEntries(subgraphNames.map((name) => [name, `${url}/${name}`]));
process.send({ urls, sdl: composeSupergraph(url), headers: {}, jwks: { keys: [] }, organization: null });
