// @apollo/gateway in @apollo/server's standalone server, as their documentation has it.
import { readFile } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { withoutSecurityPurpose } from '../../gateway/dist/supergraph/load-supergraph.js';

// It would refuse our own supergraph, since it enforces none of its directives.
const supergraphSdl = withoutSecurityPurpose(await readFile(process.env.SUPERGRAPH_PATH, 'utf8'));
await startStandaloneServer(new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) }), {
  listen: { host: '127.0.0.1', port: 0 },
});
