import { setImmediate } from 'node:timers/promises';
import { ApolloGateway, type SupergraphSdlUpdateFunction } from '@apollo/gateway';
import type { ApolloServerOptions } from '@apollo/server';
import type { Logger } from '@supergraph/kernel/logger';
import type { GraphQLSchema } from 'graphql';
import type { Operation, OperationResult, RequestFacts } from '../operation.js';
import type { Next } from '../stage.js';
import {
  type LoadedSupergraph,
  type LoadSupergraphOptions,
  loadSupergraph,
  loadSupergraphInSteps,
  withoutSecurityPurpose,
} from './load-supergraph.js';

type GatewayInterface = NonNullable<ApolloServerOptions<RequestFacts>['gateway']>;
type LoadResult = Awaited<ReturnType<GatewayInterface['load']>>;
type Executor = NonNullable<LoadResult['executor']>;
type SchemaListener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];

export interface SupergraphGatewayOptions extends LoadSupergraphOptions {
  sdl: string;
  run: Next<Operation, OperationResult>;
  /** Makes a version ready before it is served; there is no more to do once it `isOver`. */
  warmUp?: ((next: LoadedSupergraph, isOver: () => boolean) => Promise<void>) | undefined;
  log: Logger;
}

/** What ApolloServer takes for its gateway: ApolloGateway loads and checks each supergraph, our own rings execute on it. */
export interface SupergraphGateway extends GatewayInterface {
  current(): LoadedSupergraph;
  /** What the executor does, for a document that Apollo Server has validated before. */
  execute(asked: Pick<Operation, 'document' | 'operationName' | 'variables' | 'supergraph'>, facts: RequestFacts): Promise<OperationResult>;
  /**
   * Serves another version as soon as it is ready; until then, the one before goes on. Where several are on their way, the one that was
   * given last is served, and none that was given before it after it.
   *
   * @returns false where it is not served because another one was given meanwhile, or the gateway has stopped.
   * @throws SUPERGRAPH_INVALID, and the version before goes on serving.
   */
  update(sdl: string): Promise<boolean>;
  /** Tells of each new version, once it is served. */
  onUpdate(listener: (supergraph: LoadedSupergraph) => void): void;
}

export function createSupergraphGateway(options: SupergraphGatewayOptions): SupergraphGateway {
  const listeners = new Set<SchemaListener>();
  const followers = new Set<(supergraph: LoadedSupergraph) => void>();
  const versions = new WeakMap<GraphQLSchema, LoadedSupergraph>();
  const know = (supergraph: LoadedSupergraph) => {
    versions.set(supergraph.apiSchema, supergraph);
    return supergraph;
  };
  let current = know(loadSupergraph(options.sdl, options));
  let previous: WeakRef<GraphQLSchema> | undefined;
  const apollo = apolloGateway(current.sdl, options);

  const publish = () => {
    for (const listener of listeners) listener({ apiSchema: current.apiSchema, coreSupergraphSdl: current.sdl });
  };
  const execute: SupergraphGateway['execute'] = (asked, facts) =>
    options.run({ ...asked, original: asked.document, identity: facts.identity, request: facts });
  const executor: Executor = async ({ schema, document, request, context }) => {
    const facts = context as RequestFacts;
    if (facts.answered) return facts.answered;
    const { operationName, variables = {} } = request;
    return execute({ document, operationName, variables, supergraph: versions.get(schema) ?? current }, facts);
  };
  let given = 0;
  /** Of all that were valid, the one that was given last. */
  let newest = 0;
  const update: SupergraphGateway['update'] = async (sdl) => {
    given += 1;
    const turn = given;
    const isOver = () => turn < newest;
    const next = know(await loadSupergraphInSteps(sdl, options));
    const accepted = withoutSecurityPurpose(sdl);
    // ApolloGateway builds it once more: requests have their turn between.
    await setImmediate();
    if (isOver()) return false;
    apollo.update(accepted);
    newest = turn;
    await options.warmUp?.(next, isOver);
    if (isOver()) return false;
    // Requests that Apollo Server has begun may still ask for this version, but for none before it. It holds the schema that it
    // started with for ever.
    const last = previous?.deref();
    if (last) versions.delete(last);
    previous = new WeakRef(current.apiSchema);
    current = next;
    publish();
    for (const follower of followers) follower(next);
    return true;
  };
  return {
    current: () => current,
    execute,
    async load() {
      await apollo.gateway.load();
      publish();
      return { executor };
    },
    onSchemaLoadOrUpdate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    onUpdate: (listener) => void followers.add(listener),
    stop() {
      newest = Number.POSITIVE_INFINITY;
      return apollo.gateway.stop();
    },
  };
}

/** The stock gateway as the loader of supergraphs; its own executor is never asked. */
function apolloGateway(sdl: string, { log }: SupergraphGatewayOptions) {
  // Without this its constructor starts an exporter to Apollo and asks the cloud's metadata service where it runs.
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  let accept: SupergraphSdlUpdateFunction | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: {
      async initialize({ update }) {
        accept = update;
        return { supergraphSdl: withoutSecurityPurpose(sdl) };
      },
    },
    buildService: () => ({ process: () => Promise.reject(new Error('Only our own execution calls subgraphs')) }),
    logger: quiet(log),
  });
  return { gateway, update: (next: string) => accept?.(next) };
}

/** Apollo tells at level info what we tell ourselves. */
export const quiet = (log: Logger) => ({
  debug: (message?: unknown) => log.trace({ message }, 'apollo'),
  info: (message?: unknown) => log.debug({ message }, 'apollo'),
  warn: (message?: unknown) => log.warn({ message }, 'apollo'),
  error: (message?: unknown) => log.error({ message }, 'apollo'),
});
