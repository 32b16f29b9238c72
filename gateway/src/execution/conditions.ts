import { type DirectiveNode, type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** A variable of `@skip` or `@include`, and what it must be for the selection to be there. */
export interface Condition {
  variable: string;
  is: boolean;
}

/** What a variable of the gateway's own is: true where the one conjunction holds and none of the others does. */
export interface Choice {
  when: readonly Condition[];
  unless: readonly (readonly Condition[])[];
}

/** The number of a conjunction that always holds. */
export const ALWAYS = -1;

/**
 * The conditions of one operation. Each conjunction has a number, by which a request looks up whether it holds for its variables;
 * no value is ever part of what is compiled.
 */
export class Conditions {
  readonly #numbers = new Map<string, number>();
  readonly #conjunctions: (readonly Condition[])[] = [];
  readonly #defaults: ReadonlyMap<string, boolean>;
  readonly #variables: readonly string[];

  constructor(
    definition: OperationDefinitionNode,
    document: DocumentNode,
    private readonly choices: ReadonlyMap<string, Choice> = new Map(),
  ) {
    const definitions = definition.variableDefinitions ?? [];
    this.#defaults = new Map(
      definitions.flatMap(({ variable, defaultValue }) =>
        defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value]] : [],
      ),
    );
    const used = conditionVariables(document);
    this.#variables = definitions.map(({ variable }) => variable.name.value).filter((name) => used.has(name));
  }

  numberOf(conjunction: readonly Condition[]): number {
    if (conjunction.length === 0) return ALWAYS;
    const key = conjunction.map(({ variable, is }) => `${is ? '' : '!'}${variable}`).join(' ');
    const number = this.#numbers.get(key) ?? this.#conjunctions.push(conjunction) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  holds(number: number, variables: Variables): boolean {
    return this.#areMet(this.#conjunctions[number] ?? [], variables);
  }

  /** A variable of the gateway's own; undefined for any other. */
  choiceOf(name: string, variables: Variables): boolean | undefined {
    const choice = this.choices.get(name);
    return choice && this.#areMet(choice.when, variables) && !choice.unless.some((other) => this.#areMet(other, variables));
  }

  #areMet(conjunction: readonly Condition[], variables: Variables): boolean {
    return conjunction.every(({ variable, is }) => this.#valueOf(variable, variables) === is);
  }

  /** Variables of `@skip` and `@include` that are neither true nor false: a nullable one may be null, and then says nothing. */
  undecided(variables: Variables): string[] {
    return this.#variables.filter((name) => typeof this.#valueOf(name, variables) !== 'boolean');
  }

  #valueOf(name: string, variables: Variables): unknown {
    if (this.choices.has(name)) return this.choiceOf(name, variables);
    return variables[name] === undefined ? this.#defaults.get(name) : variables[name];
  }
}

/** What has to hold for a selection to be there; `never` where the document itself leaves it out. */
export function conditionsOf(directives: readonly DirectiveNode[] | undefined): readonly Condition[] | 'never' {
  if (!directives || directives.length === 0) return [];
  const found: Condition[] = [];
  for (const directive of directives) {
    const is = directive.name.value === 'include';
    const value = ifOf(directive);
    if (value?.kind === Kind.VARIABLE) found.push({ variable: value.name.value, is });
    if (value?.kind === Kind.BOOLEAN && value.value !== is) return 'never';
  }
  return found;
}

function ifOf({ name, arguments: given }: DirectiveNode) {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  return given?.find((argument) => argument.name.value === 'if')?.value;
}

function conditionVariables(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const value = ifOf(node);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return names;
}
