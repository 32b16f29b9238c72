import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type FetchNode, type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, type GraphQLObjectType, isInterfaceType, parse } from 'graphql';
import { repairFetch } from './repair-fetch.js';
import { plannable } from './repair-plan.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@shareable", "@inaccessible"])
`;

function composed(parts: Record<string, string>): string {
  const services = Object.entries(parts).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(LINK + sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(String).join('\n'));
  return supergraphSdl;
}

/** Plans a query as the gateway does. */
function planOf(sdl: string, query: string): QueryPlan {
  const planned = plannable(sdl);
  const supergraph = Supergraph.build(planned.sdl, { validateSupergraph: false });
  return planned.repair(new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(query))));
}

function fetchesOf(node: QueryPlan['node'] | PlanNode): FetchNode[] {
  if (!node) return [];
  if (node.kind === 'Fetch') return [node];
  if (node.kind === 'Flatten') return fetchesOf(node.node);
  if (node.kind === 'Condition') return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)];
  if (node.kind === 'Sequence' || node.kind === 'Parallel') return node.nodes.flatMap(fetchesOf);
  throw new Error(`A plan with ${node.kind} is not expected`);
}

const prices = composed({
  wares: `
    type Query { ware: Ware }
    interface Priced { price(in: Currency = USD, from: Int): Int }
    type Ware implements Priced @key(fields: "id") { id: ID! price(in: Currency = USD, from: Int): Int parts: [Part!] offer: Priced }
    type Part { price(in: Currency = USD, from: Int): Int } type Gift implements Priced { price(in: Currency = USD, from: Int): Int }
    enum Currency { USD EUR }`,
  freight: `
    type Ware @key(fields: "id") {
      id: ID! price(in: Currency = USD, from: Int): Int @external parts: [Part!] @external offer: Priced @external
      plain: Int @requires(fields: "price")
      euros(to: String, by: Int): Int @requires(fields: "price(in: EUR, from: 1)")
      swapped: Int @requires(fields: "price(from: 1, in: EUR)")
      sum: Int @requires(fields: "parts { price(in: EUR) }") total: Int @requires(fields: "parts { price }")
      best: Int @requires(fields: "offer { price(in: EUR) }")
    }
    type Part { price(in: Currency = USD, from: Int): Int @external } enum Currency { USD EUR }
    interface Priced { price(in: Currency = USD, from: Int): Int }
    type Gift implements Priced { price(in: Currency = USD, from: Int): Int @external }`,
});

describe('a supergraph with nothing that the planner gets wrong', () => {
  it('is planned as it is', () => {
    const sdl = composed({
      one: 'type Query { t(n: Int): T } type T @key(fields: "id") { id: ID! x(n: Int): Int }',
      two: 'type T @key(fields: "id") { id: ID! x(n: Int): Int @external y: Int @requires(fields: "x") }',
    });
    const { sdl: planned, repair } = plannable(sdl);
    const plan: QueryPlan = { kind: 'QueryPlan' };

    expect(planned).toBe(sdl);
    expect(repair(plan)).toBe(plan);
  });
});

describe('what a @requires asks for with arguments', () => {
  it('is asked for by its own name, whatever it is planned under, and handed over by it', () => {
    const [first, second] = fetchesOf(planOf(prices, '{ ware { price euros } }').node);

    expect(first?.operation).toMatch(/\{ware\{__typename id price (\w+):price\(from:1 in:EUR\)\}\}/);
    const [, alias] = /(\w+):price\(/.exec(first!.operation)!;
    expect(JSON.stringify(second?.requires)).toContain(`{"kind":"Field","name":"price","alias":"${alias}"}`);
    expect(second?.inputRewrites).toEqual([{ kind: 'KeyRenamer', path: [alias], renameKeyTo: 'price' }]);
  });

  it('is one thing where the arguments are the same, in whatever order, and where there are none', () => {
    const fetches = fetchesOf(planOf(prices, '{ ware { euros swapped } }').node);
    expect(fetches.map(({ serviceName }) => serviceName)).toEqual(['wares', 'freight']);
    expect(fetches[0]?.operation.match(/price/g)).toHaveLength(2); // its name and the end of the one that it is planned under
  });

  it('has subgraphs asked once for each of the arguments that they must find under one name', () => {
    const query = 'query ($to: String, $by: Int) { ware { plain euros(to: $to, by: $by) swapped sum total } }';
    const [first, ...others] = fetchesOf(planOf(prices, query).node);

    expect(first?.operation.match(/:price/g)).toHaveLength(4);
    expect(others.map(({ operation }) => operation)).toEqual([
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Ware{plain sum}}}',
      'query($representations:[_Any!]!$to:String$by:Int){_entities(representations:$representations){...on Ware{euros(to:$to by:$by)swapped total}}}',
    ]);
    expect(others.map(({ variableUsages }) => variableUsages)).toEqual([[], ['to', 'by']]);
    const handed = others.map(({ requires }) => JSON.stringify(requires).match(/"name":"\w+"/g)?.length);
    expect(handed).toEqual([5, 5]); // __typename, id, price, parts, and the price of a part
  });

  it('is had by all objects of an interface that has it', () => {
    const { sdl } = plannable(prices);
    const schema = buildASTSchema(parse(sdl), { assumeValid: true });
    const bound = (name: string) =>
      Object.keys((schema.getType(name) as GraphQLObjectType).getFields()).filter((field) => field.startsWith('_bound'));
    const ofInterface = bound('Priced');

    expect(isInterfaceType(schema.getType('Priced'))).toBe(true);
    expect(ofInterface).toHaveLength(1);
    for (const name of ['Ware', 'Gift']) expect(bound(name)).toEqual(expect.arrayContaining(ofInterface));
    expect(fetchesOf(planOf(prices, '{ ware { best } }').node)[0]?.operation).toMatch(/offer\{__typename (\w+):price\(in:EUR\)\}/);
  });

  it('never takes a name that a field has', () => {
    const parts = (name: string) => ({
      one: `type Query { t: T } type T @key(fields: "id") { id: ID! x(n: Int): Int ${name}: Int }`,
      two: `type T @key(fields: "id") {
        id: ID! x(n: Int): Int @external y: Int @requires(fields: "x(n: 1)") z: Int @requires(fields: "x(n: 2)")
      }`,
    });

    expect(plannable(composed(parts('other'))).sdl).toContain('_bound1_x: Int');
    const { sdl } = plannable(composed(parts('_bound1_x')));
    expect(sdl.match(/_bound2_x: Int/g)).toHaveLength(1);
    expect(sdl.match(/_bound3_x: Int/g)).toHaveLength(1);
  });
});

describe('what was planned as one fetch', () => {
  const bindings = {
    fields: new Map([
      ['_1', { name: 'x', arguments: [] }],
      ['_2', { name: 'x', arguments: [] }],
    ]),
    needsOf: (_: string, type: string, field: string) =>
      new Map(type === 'T' && (field === 'a' || field === 'b') ? [['x', field === 'a' ? '_1' : '_2']] : []),
  };

  it('keeps its fragments, conditions and conditional variables where it becomes two', () => {
    const node = repairFetch(
      {
        kind: 'Fetch',
        serviceName: 's',
        variableUsages: ['yes', 'n'],
        requires: [
          { kind: 'InlineFragment', typeCondition: 'T', selections: ['__typename', '_1', '_2'].map((name) => ({ kind: 'Field', name })) },
        ],
        operation:
          'query($representations:[_Any!]!,$yes:Boolean!,$n:Int){_entities(representations:$representations){...on T{...A c{...C} ...on T@include(if:$yes){b}}}}fragment A on T{a}fragment C on C{d(n:$n)}',
        operationKind: 'query' as FetchNode['operationKind'],
        operationName: undefined,
        operationDocumentNode: undefined,
      },
      bindings,
    );

    expect(fetchesOf(node)).toMatchObject([
      {
        operation:
          'query($representations:[_Any!]!$n:Int){_entities(representations:$representations){...on T{...on T{a}c{...on C{d(n:$n)}}}}}',
        variableUsages: ['n'],
        requires: [{ selections: [{ name: '__typename' }, { name: 'x', alias: '_1' }] }],
      },
      {
        operation:
          'query($representations:[_Any!]!$yes:Boolean!){_entities(representations:$representations){...on T{...on T@include(if:$yes){b}}}}',
        variableUsages: ['yes'],
        requires: [{ selections: [{ name: '__typename' }, { name: 'x', alias: '_2' }] }],
      },
    ]);
  });
});

describe('keys that a subgraph cannot be entered by', () => {
  const keyed = (keys: string) =>
    composed({
      one: `type Query { t: T } type T ${keys} { id: ID! code: ID! x: Int @external y: Int @requires(fields: "x") }`,
      two: 'type T @key(fields: "id") @key(fields: "code") { id: ID! code: ID! x: Int }',
    });
  const closed = '@key(fields: "code", resolvable: false)';

  it('are left out where there is one that it can be entered by', () => {
    const sdl = keyed(`${closed} @key(fields: "id")`);

    expect(sdl).toContain('key: "code", resolvable: false');
    expect(plannable(sdl).sdl).not.toContain('resolvable: false');
    const back = fetchesOf(planOf(sdl, '{ t { y } }').node).at(-1);
    expect(JSON.stringify(back?.requires)).toContain('"name":"id"');
    expect(JSON.stringify(back?.requires)).not.toContain('"name":"code"');
  });

  it('stay where there is no other', () => {
    const sdl = composed({
      one: `type Query { t: T } type T ${closed} { code: ID! }`,
      two: 'type T @key(fields: "code") { code: ID! x: Int }',
    });

    expect(plannable(sdl).sdl).toBe(sdl);
  });
});
