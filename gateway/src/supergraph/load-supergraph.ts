import { setImmediate } from 'node:timers/promises';
import { buildSchemaFromAST, DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type Requirements, requirementsOf, unknownPolicies } from '@supergraph/kernel/authorization';
import { type DocumentNode, type GraphQLSchema, Kind, parse, print, visit } from 'graphql';
import { PLAN_CACHE_BYTES } from '../config.js';
import { plannable } from '../execution/plan/repair-plan.js';
import type { SubgraphSource, SubgraphSources } from '../execution/subgraph-source.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type Plan, PlanCache, type PlanObserver } from '../planning/plan-cache.js';
import { type Planning, planningHere } from '../planning/planning.js';

/** One version of the supergraph with all that executing on it needs; requests that began on it end on it. */
export interface LoadedSupergraph {
  /** As composed, directives included. */
  sdl: string;
  /** The same as it is planned: with names of its own for what a `@requires` asks for with arguments. */
  plannedSdl: string;
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** What subgraphs together have. */
  schema: GraphQLSchema;
  services: SubgraphSources;
  /** What its directives ask of who selects what. */
  requirements: Requirements;
  plan: Plan;
  /** What has been planned. */
  plans: Pick<PlanCache, 'bytes' | 'entries' | 'grew'>;
}

export interface LoadSupergraphOptions {
  sourceOf: (subgraph: string) => SubgraphSource;
  /** Where plans are made; between requests where nothing is said. */
  planning?: Planning | undefined;
  planCacheBytes?: number | undefined;
  observer?: PlanObserver | undefined;
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
export function loadSupergraph(sdl: string, options: LoadSupergraphOptions): LoadedSupergraph {
  const steps = loading(sdl, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, a step in a turn of the event loop: requests are served in between. @throws SUPERGRAPH_INVALID */
export async function loadSupergraphInSteps(sdl: string, options: LoadSupergraphOptions): Promise<LoadedSupergraph> {
  const steps = loading(sdl, options);
  for (;;) {
    await setImmediate();
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function* loading(sdl: string, options: LoadSupergraphOptions): Generator<void, LoadedSupergraph> {
  const { sourceOf, planning = planningHere(), planCacheBytes: bytes = PLAN_CACHE_BYTES, observer } = options;
  try {
    const document = parse(sdl, { noLocation: true });
    const schema = buildSchemaFromAST(document, { validate: false });
    yield;
    schema.validate();
    yield;
    const supergraph = new Supergraph(schema, new Set(SUPPORTED_FEATURES), true);
    const requirements = readRequirements(document);
    const planned = plannable(sdl, document);
    const plans = new PlanCache(planning.plannerOf(planned.sdl), { bytes, observer, repair: planned.repair });
    const services = Object.fromEntries(supergraph.subgraphsMetadata().map(({ name }) => [name, sourceOf(name)]));
    yield;
    const api = supergraph.apiSchema();
    yield;
    const apiSchema = api.toGraphQLJSSchema();
    yield;
    const { plan } = plans;
    return { sdl, plannedSdl: planned.sdl, apiSchema, schema: schema.toGraphQLJSSchema(), services, requirements, plan, plans };
  } catch (cause) {
    throw GatewayErrors.SUPERGRAPH_INVALID(cause instanceof Error ? cause.message : String(cause)).causedBy(cause);
  }
}

/** Directives that go by another name than the one that is looked for, and policies that nobody can hold, would be enforced by nobody. */
function readRequirements(document: DocumentNode): Requirements {
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
