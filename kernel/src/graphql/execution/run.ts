import { type GraphQLError, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import type { PlannedField, PlannedOperation } from './planned.js';

export type Path = GraphQLResolveInfo['path'];

export type Arguments = Record<string, unknown>;

export interface Given {
  ctx: unknown;
  rootValue: unknown;
  /** As the operation's definitions of them have made them. */
  variables: Record<string, unknown>;
}

/** What one execution of an operation has found out so far. */
export class Run {
  readonly errors: GraphQLError[] = [];
  readonly ctx: unknown;
  readonly #nulled = new Set<Path | undefined>();
  readonly #arguments: Arguments[] = [];
  readonly #refusals: (Error | null | undefined)[] = [];
  readonly #open = new Map<readonly PlannedField[], boolean>();
  #leftovers: Promise<unknown>[] = [];

  constructor(
    readonly plan: PlannedOperation,
    readonly given: Given,
  ) {
    this.ctx = given.ctx;
  }

  /** Takes an error for the answer, unless what it is about is null already; everything below it is null from now on. */
  report(error: GraphQLError, path: Path | undefined): void {
    if (this.#isNull(path)) return;
    this.#nulled.add(path);
    this.errors.push(error);
  }

  #isNull(from: Path | undefined): boolean {
    if (this.#nulled.size === 0) return false;
    for (let path = from; path !== undefined; path = path.prev) if (this.#nulled.has(path)) return true;
    return this.#nulled.has(undefined);
  }

  /** The arguments of a field, read once for all entries of a list; each resolver gets an object of its own. */
  argumentsOf(field: PlannedField): Arguments {
    const known = this.#arguments[field.slot];
    if (known) return { ...known };
    const read = getArgumentValues(field.definition, field.nodes[0]!, this.given.variables);
    this.#arguments[field.slot] = read;
    return { ...read };
  }

  /** Why a field is not answered, judged once for all entries of a list. */
  refusalOf(field: PlannedField): Error | null {
    const known = this.#refusals[field.slot];
    if (known !== undefined) return known;
    const refusal = field.guard?.refusal(field.hasArguments ? this.argumentsOf(field) : {}, this.ctx) ?? null;
    this.#refusals[field.slot] = refusal;
    return refusal;
  }

  /** Whether none of these fields is refused, judged once for all entries of a list. */
  areOpen(fields: readonly PlannedField[]): boolean {
    const known = this.#open.get(fields);
    if (known !== undefined) return known;
    const areOpen = fields.every((field) => !field.guard || this.#isOpen(field));
    this.#open.set(fields, areOpen);
    return areOpen;
  }

  #isOpen(field: PlannedField): boolean {
    try {
      return this.refusalOf(field) === null;
    } catch {
      // What is wrong with its arguments is said where the field is.
      return false;
    }
  }

  infoOf(field: PlannedField, path: Path): GraphQLResolveInfo {
    const { plan, given } = this;
    return {
      fieldName: field.name,
      fieldNodes: field.nodes,
      returnType: field.definition.type,
      parentType: field.parentType,
      path,
      schema: plan.schema,
      fragments: plan.fragments,
      rootValue: given.rootValue,
      operation: plan.operation,
      variableValues: given.variables,
    };
  }

  /** All values; of those that still run when one has failed, somebody must wait: see `settle`. */
  all(values: readonly unknown[]): Promise<unknown[]> {
    const joined = Promise.all(values);
    joined.catch(() => this.leave(values));
    return joined;
  }

  /** Values that the answer no longer holds, but whose resolvers may still be at work. */
  leave(values: readonly unknown[]): void {
    this.#leftovers.push(Promise.allSettled(values));
  }

  get hasLeftovers(): boolean {
    return this.#leftovers.length > 0;
  }

  /** Resolves when nothing of this execution is at work any more. */
  async settle(): Promise<void> {
    while (this.hasLeftovers) await Promise.all(this.#leftovers.splice(0));
  }
}
