import { ApolloGateway } from '@apollo/gateway';
import { describe, expect, it } from '@jest/globals';
import { testGraph } from '../testing/test-graph.js';
import { loadSupergraph, loadSupergraphInSteps, withoutSecurityPurpose } from './load-supergraph.js';

const { sdl } = testGraph();
const options = { sourceOf: () => ({ process: async () => ({ data: {} }) }) };

describe('loadSupergraph', () => {
  it('loads a supergraph with security directives and hides them from clients', () => {
    const { apiSchema, schema, services } = loadSupergraph(sdl, options);

    expect(sdl).toContain('for: SECURITY');
    expect(apiSchema.getDirective('authenticated')).toBeUndefined();
    expect(schema.getDirective('tenantScoped')).toBeDefined();
    expect(Object.keys(services).sort()).toEqual(['books', 'people']);
  });

  it.each([
    ['is not GraphQL', 'type {', /Syntax Error/],
    ['is no supergraph', 'type Query { a: Int }', /supergraph/i],
    [
      'needs a security feature that nobody here knows',
      sdl.replace(
        '@link(url: "https://specs.innoerp.io/tenancy/v1.0"',
        '@link(url: "https://specs.evil.io/vault/v1.0", for: SECURITY)\n  $&',
      ),
      /vault.*unsupported/,
    ],
  ])('refuses one that %s', async (_, text, reason) => {
    expect(() => loadSupergraph(text, options)).toThrow(reason);
    await expect(loadSupergraphInSteps(text, options)).rejects.toThrow(reason);
  });

  it('takes our own tenancy directives for a security feature that it knows', () => {
    const secured = sdl.replace('specs.innoerp.io/tenancy/v1.0"', 'specs.innoerp.io/tenancy/v1.0", for: SECURITY');

    expect(secured).not.toBe(sdl);
    expect(() => loadSupergraph(secured, options)).not.toThrow();
  });
});

describe('withoutSecurityPurpose', () => {
  it('makes ApolloGateway take what it refuses otherwise', async () => {
    process.env.APOLLO_TELEMETRY_DISABLED = '1';
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    const load = async (supergraphSdl: string) => {
      const gateway = new ApolloGateway({ supergraphSdl, logger: quiet });
      await gateway.load();
      await gateway.stop();
    };

    await expect(load(sdl)).rejects.toThrow(/SECURITY but is unsupported/);
    await expect(load(withoutSecurityPurpose(sdl))).resolves.toBeUndefined();
  });
});
