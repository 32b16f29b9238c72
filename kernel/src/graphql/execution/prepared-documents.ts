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
import type { OperationPlan } from './plan.js';
import { planOperation } from './plan-operation.js';

/** What is known of a document's text: that it is not valid, or how to execute it. */
export type Prepared = { errors: readonly GraphQLError[] } | PreparedDocument;

/** What one of its parts takes of memory, in bytes: generous estimates, since nothing tells the size of an object. */
const BYTES = { character: 100, field: 1_000, entry: 1_000 };

/** A document has as many plans as its conditions have outcomes; more than these at a time nobody needs. */
const MAX_PLANS = 16;

/** Documents that are parsed, validated and planned once each, as many as fit into `maxBytes` (an estimate). */
export class PreparedDocuments {
  readonly #documents: LRUCache<string, Prepared>;

  constructor(
    private readonly schema: GraphQLSchema,
    { maxBytes }: { maxBytes: number },
  ) {
    const sizeCalculation = (prepared: Prepared, text: string) =>
      BYTES.entry + text.length * BYTES.character + ('errors' in prepared ? 0 : prepared.fieldCount * BYTES.field);
    this.#documents = new LRUCache({ maxSize: maxBytes, sizeCalculation });
  }

  get(text: string): Prepared {
    const known = this.#documents.get(text);
    if (known) return known;
    const prepared = prepare(this.schema, text);
    this.#documents.set(text, prepared);
    return prepared;
  }

  /** Weighs a document anew, which has been executed since. */
  weigh(text: string, prepared: PreparedDocument): void {
    if (prepared.weighed === prepared.fieldCount) return;
    prepared.weighed = prepared.fieldCount;
    // The cache weighs what it does not know.
    this.#documents.delete(text);
    this.#documents.set(text, prepared);
  }

  get bytes(): number {
    return this.#documents.calculatedSize;
  }
}

function prepare(schema: GraphQLSchema, text: string): Prepared {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : new PreparedDocument(schema, document);
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}

interface PreparedOperation {
  operation: OperationDefinitionNode;
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
    const prepared = { operation, conditions: conditionsOf(this.document, operation), plans: new Map() };
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
    const plan = planOperation(this.schema, { operation, fragments: this.#fragments }, variables);
    plans.set(outcome, plan);
    return plan;
  }

  get fieldCount(): number {
    let count = 0;
    for (const operation of this.#operations.values()) for (const plan of operation?.plans.values() ?? []) count += plan?.fieldCount ?? 0;
    return count;
  }
}

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
