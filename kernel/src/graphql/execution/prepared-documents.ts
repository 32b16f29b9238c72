import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { plainVariables, type ReadVariables } from './plain-variables.js';
import type { OperationPlan } from './plan.js';
import { planOperation } from './plan-operation.js';

/** What is known of a document's text: that it is not valid, or how to execute it. */
export type Prepared = { errors: readonly GraphQLError[] } | PreparedDocument;

/** What one of its parts takes of memory, in bytes: generous estimates, since nothing tells the size of an object. */
const BYTES = { character: 100, field: 1_000, compiledField: 2_000, entry: 1_000 };

/** A document has as many plans as its conditions have outcomes; more than these at a time nobody needs. */
const MAX_PLANS = 16;

export interface PreparedDocumentsOptions {
  /** What they may take of memory, an estimate. */
  maxBytes: number;
  /** For how many objects of one place its fields are gone through before a function is made of them, which costs as much as these did. */
  compileAfter?: number | undefined;
}

/** Documents that are parsed, validated and planned once each, as many as fit. */
export class PreparedDocuments {
  readonly #documents: LRUCache<string, Prepared>;
  readonly #compileAfter: number;

  constructor(
    private readonly schema: GraphQLSchema,
    { maxBytes, compileAfter = 100 }: PreparedDocumentsOptions,
  ) {
    this.#compileAfter = compileAfter;
    const sizeCalculation = (prepared: Prepared, text: string) =>
      BYTES.entry + text.length * BYTES.character + ('errors' in prepared ? 0 : prepared.bytes);
    this.#documents = new LRUCache({ maxSize: maxBytes, sizeCalculation });
  }

  get(text: string): Prepared {
    const known = this.#documents.get(text);
    if (known) return known;
    const prepared = prepare(this.schema, text, this.#compileAfter);
    this.#documents.set(text, prepared);
    return prepared;
  }

  /** Weighs a document anew, which has been executed since. */
  weigh(text: string, prepared: PreparedDocument): void {
    const { bytes } = prepared;
    if (prepared.weighed === bytes) return;
    prepared.weighed = bytes;
    // The cache weighs what it does not know.
    this.#documents.delete(text);
    this.#documents.set(text, prepared);
  }

  get bytes(): number {
    return this.#documents.calculatedSize;
  }
}

function prepare(schema: GraphQLSchema, text: string, compileAfter: number): Prepared {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : new PreparedDocument(schema, document, compileAfter);
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}

export interface PreparedOperation {
  operation: OperationDefinitionNode;
  readVariables: ReadVariables;
  /** The variables that `@skip` and `@include` ask for. */
  conditions: readonly string[];
  plans: Map<string, OperationPlan | null>;
}

export class PreparedDocument {
  weighed = 0;
  readonly #operations = new Map<string | undefined, PreparedOperation | null>();
  readonly #fragments: Record<string, FragmentDefinitionNode>;

  constructor(
    private readonly schema: GraphQLSchema,
    readonly document: DocumentNode,
    private readonly compileAfter: number,
  ) {
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = Object.assign(Object.create(null), Object.fromEntries(fragments.map((node) => [node.name.value, node])));
  }

  /** The operation of that name, or the only one; null where there is none. */
  operation(name: string | null | undefined): PreparedOperation | null {
    const key = name ?? undefined;
    const known = this.#operations.get(key);
    if (known !== undefined) return known;
    const operation = getOperationAST(this.document, name);
    // What is not there is not remembered: its names are the caller's.
    if (!operation) return null;
    const prepared = {
      operation,
      readVariables: plainVariables(this.schema, operation),
      conditions: conditionsOf(this.document, operation),
      plans: new Map(),
    };
    this.#operations.set(key, prepared);
    return prepared;
  }

  /** How to execute an operation with these variables; null where that is a matter for graphql-js. */
  plan({ operation, conditions, plans }: PreparedOperation, variables: Readonly<Record<string, unknown>>): OperationPlan | null {
    let outcome = '';
    for (const name of conditions) {
      if (typeof variables[name] !== 'boolean') return null;
      outcome += variables[name] ? '1' : '0';
    }
    const known = plans.get(outcome);
    if (known !== undefined) return known;
    if (plans.size >= MAX_PLANS) plans.clear();
    const plan = planOperation(this.schema, { operation, fragments: this.#fragments, compileAfter: this.compileAfter }, variables);
    plans.set(outcome, plan);
    return plan;
  }

  /** What its plans take of memory, an estimate. */
  get bytes(): number {
    let bytes = 0;
    for (const operation of this.#operations.values())
      for (const plan of operation?.plans.values() ?? []) bytes += plan ? bytesOf(plan) : 0;
    return bytes;
  }
}

const bytesOf = ({ fieldCount, compiledCount }: OperationPlan): number => fieldCount * BYTES.field + compiledCount * BYTES.compiledField;

function conditionsOf(document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode): string[] {
  const asked = new Set<string>();
  visit(document, {
    Directive({ name, arguments: args = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) asked.add(value.name.value);
    },
  });
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => asked.has(name));
}
