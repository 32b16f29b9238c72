import './workers';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './main.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { greeting } from './greeting';

const socket = new URL('/graphql', location.href);
socket.protocol = socket.protocol.replace('http', 'ws');
/** Subscriptions run over a WebSocket; what stands in the headers editor goes with its connection_init. */
const fetcher = createGraphiQLFetcher({ url: '/graphql', subscriptionUrl: socket.href });
const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

createRoot(document.getElementById('playground')!).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultQuery={greeting}
    defaultHeaders={'{\n  "Authorization": ""\n}'}
    defaultEditorToolsVisibility="headers"
    inputValueDeprecation
  >
    <GraphiQL.Logo>innoERP</GraphiQL.Logo>
  </GraphiQL>,
);
