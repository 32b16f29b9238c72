import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expect } from '@jest/globals';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import { execute as executeGraphql, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { execute } from '../execution/execute.js';
import { writing } from '../execution/generated.js';
import type { SubgraphSource } from '../execution/subgraph-source.js';
import { loadSupergraph } from '../supergraph/load-supergraph.js';
import { type Call, type Resolvers, type Result, told } from './a-federation.js';
import { anOperation } from './an-operation.js';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@extends"])
`;

export interface Part {
  sdl: string;
  resolvers?: Resolvers;
  /** The federation that its SDL is written for. */
  federation?: 1 | 2;
}

export interface Answering {
  variables?: Record<string, unknown>;
  /** `CODE path` of each error, in any order; none where absent. */
  errors?: readonly string[];
}

export interface StrictFederation {
  /** What subgraphs were asked for the last operation. */
  calls: readonly Call[];
  /** The composed schema. */
  sdl: string;
  ask(query: string, variables?: Record<string, unknown>): Promise<Result>;
  /** Asserts that a query is answered so to the letter, order of keys included, whether fetches are joined or, last, each sent alone. */
  answers(query: string, data: unknown, asking?: Answering): Promise<void>;
}

/** Subgraphs that refuse what is not valid in their own schema, as real ones do, composed and behind our execution. */
export function aStrictFederation(parts: Readonly<Record<string, Part>>): StrictFederation {
  const sdl = compose(parts);
  const schemas = new Map(Object.entries(parts).map(([name, { resolvers = {}, ...part }]) => [name, schemaOf(part, resolvers)]));
  const calls: Call[] = [];
  let joins = false;
  // What these tests look at is done by code that is written for it.
  writing.after = 1;
  const sourceOf = (subgraph: string): SubgraphSource => ({
    get joins() {
      return joins;
    },
    async process({ request: { query, variables } }) {
      const call: Call = { subgraph, query, variables: copied(variables) };
      calls.push(call);
      return answerOf(schemas.get(subgraph)!, call);
    },
  });
  const supergraph = loadSupergraph(sdl, { sourceOf });

  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Result> => {
    const original = parse(query);
    const refused = validate(supergraph.apiSchema, original);
    if (refused.length > 0) throw new Error(`The schema of clients refuses this: ${refused.map(String).join('\n')}`);
    calls.length = 0;
    const { data, errors = [] } = copied(await execute(anOperation({ supergraph, original: query, variables })));
    return { data, errors };
  };
  return {
    calls,
    sdl,
    ask,
    async answers(query, data, { variables, errors = [] } = {}) {
      for (joins of [true, false]) {
        const result = await ask(query, variables);

        expect({ data: result.data, errors: told(result).sort(), said: said(result, errors) }).toEqual({
          data,
          errors: [...errors].sort(),
          said: [],
        });
        expect(JSON.stringify(result.data)).toBe(JSON.stringify(data));
      }
    },
  };
}

/** Messages of errors that nobody expects: they say what went wrong. */
const said = ({ errors }: Result, expected: readonly string[]) => (expected.length > 0 ? [] : errors.map(({ message }) => message));

const typesOf = ({ sdl, federation = 2 }: Part) => parse(federation === 2 ? LINK + sdl : sdl);

const schemaOf = (part: Part, resolvers: Resolvers) => buildSubgraphSchema([{ typeDefs: typesOf(part), resolvers }]);

function compose(parts: Readonly<Record<string, Part>>): string {
  const services = Object.entries(parts).map(([name, part]) => ({ name, url: `http://${name}`, typeDefs: typesOf(part) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors?.map(String).join('\n')}`);
  return supergraphSdl;
}

async function answerOf(schema: GraphQLSchema, { query, variables }: Call): Promise<SubgraphResponse> {
  const document = parse(query);
  const refused = validate(schema, document).map(({ message }) => new GraphQLError(message, { extensions: { code: 'REFUSED' } }));
  return copied(refused.length > 0 ? { errors: refused } : await executeGraphql({ schema, document, variableValues: variables }));
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back has the shape of what went in.
const copied = (value: unknown): any => JSON.parse(JSON.stringify(value));

type Row = Readonly<Record<string, unknown>>;

/** Finds the row that a reference names by some of `keys`, with whatever else the reference hands over. */
export const byKey =
  <Found extends Row>(rows: readonly Found[], ...keys: string[]) =>
  (reference: Row): Row | null => {
    const named = keys.filter((key) => reference[key] !== undefined);
    const row = named.length > 0 ? rows.find((known) => named.every((key) => known[key] === reference[key])) : undefined;
    return row ? { ...reference, ...row } : null;
  };

/** What a subgraph answers for a field that it only hands on: an error, unless it was handed over or provided. */
export const handed =
  (field: string) =>
  (object: object): unknown => {
    const value = (object as Row)[field];
    if (value === undefined) throw new Error(`${field} was not handed over`);
    return value;
  };
