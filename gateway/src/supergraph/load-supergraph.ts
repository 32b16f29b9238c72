import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type Requirements, requirementsOf, unknownPolicies } from '@supergraph/kernel/authorization';
import { type DocumentNode, type GraphQLSchema, Kind, parse, print, visit } from 'graphql';
import { createPlanCache, type Plan } from '../execution/plan-cache.js';
import type { SubgraphSource, SubgraphSources } from '../execution/subgraph-source.js';
import { GatewayErrors } from '../gateway.errors.js';

/** One version of the supergraph with all that executing on it needs; requests that began on it end on it. */
export interface LoadedSupergraph {
  /** As composed, directives included. */
  sdl: string;
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** The same in the planner's own form. */
  api: Schema;
  /** What subgraphs together have. */
  schema: GraphQLSchema;
  services: SubgraphSources;
  /** What its directives ask of who selects what. */
  requirements: Requirements;
  plan: Plan;
}

export interface LoadSupergraphOptions {
  sourceOf: (subgraph: string) => SubgraphSource;
  planCacheEntries: number;
}

/** What may be linked `for: SECURITY` or `for: EXECUTION`. Anything else would be a promise that nobody keeps, so it is refused. */
const SUPPORTED_FEATURES: ReadonlySet<string> = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
  'https://specs.apollo.dev/policy/v0.1',
  'https://specs.apollo.dev/context/v0.1',
  'https://specs.innoerp.io/tenancy/v1.0',
]);

/** @throws SUPERGRAPH_INVALID with the reason where the SDL is no supergraph or needs what we do not support. */
export function loadSupergraph(sdl: string, { sourceOf, planCacheEntries }: LoadSupergraphOptions): LoadedSupergraph {
  try {
    const supergraph = Supergraph.build(sdl, { supportedFeatures: new Set(SUPPORTED_FEATURES), validateSupergraph: true });
    const api = supergraph.apiSchema();
    return {
      sdl,
      api,
      apiSchema: api.toGraphQLJSSchema(),
      schema: supergraph.schema.toGraphQLJSSchema(),
      services: Object.fromEntries(supergraph.subgraphsMetadata().map(({ name }) => [name, sourceOf(name)])),
      requirements: readRequirements(sdl),
      plan: createPlanCache(new QueryPlanner(supergraph), api, planCacheEntries),
    };
  } catch (cause) {
    throw GatewayErrors.SUPERGRAPH_INVALID(cause instanceof Error ? cause.message : String(cause)).causedBy(cause);
  }
}

/** Directives that go by another name than the one that is looked for, and policies that nobody can hold, would be enforced by nobody. */
function readRequirements(sdl: string): Requirements {
  const document = parse(sdl, { noLocation: true });
  const renamed = linksOf(document).filter((link) => OURS.some((spec) => link.includes(spec)) && /\bas:/.test(link));
  if (renamed.length > 0) throw new Error(`security directives may not be renamed: ${renamed.join(' ')}`);
  const requirements = requirementsOf(document);
  const unknown = unknownPolicies(requirements.policies);
  if (unknown.length > 0) throw new Error(`there is no policy ${unknown.map((name) => `"${name}"`).join(', ')}`);
  return requirements;
}

const OURS = ['/authenticated/', '/requiresScopes/', '/policy/', '/tenancy/'];

const linksOf = ({ definitions }: DocumentNode): string[] =>
  definitions
    .flatMap((node) => (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : []))
    .filter(({ name }) => name.value === 'link')
    .map((directive) => print(directive));

/** The SDL as ApolloGateway accepts it: it refuses every feature that is linked `for: SECURITY`, because it would not enforce it. */
export function withoutSecurityPurpose(sdl: string): string {
  const document: DocumentNode = visit(parse(sdl, { noLocation: true }), {
    Directive: (node) =>
      node.name.value === 'link' || node.name.value === 'core'
        ? {
            ...node,
            arguments: node.arguments?.filter(
              ({ name, value }) => !(name.value === 'for' && value.kind === Kind.ENUM && value.value === 'SECURITY'),
            ),
          }
        : undefined,
  });
  return print(document);
}
