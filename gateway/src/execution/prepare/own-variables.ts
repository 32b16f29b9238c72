import { Kind, type OperationDefinitionNode, parseType, type TypeNode, type VariableDefinitionNode, type VariableNode } from 'graphql';
import type { Choice } from '../conditions.js';

/** The variables that a prepared operation has beside the client's. No client can set them: their names are none of its own. */
export class OwnVariables {
  readonly definitions: VariableDefinitionNode[] = [];
  /** Values that the document gives itself. */
  readonly constants: Record<string, unknown> = Object.create(null);
  /** Variables that follow from others. */
  readonly choices = new Map<string, Choice>();
  readonly #known = new Map<string, VariableNode>();
  readonly #prefix: string;

  constructor({ variableDefinitions = [] }: OperationDefinitionNode) {
    let prefix = 'own';
    while (variableDefinitions.some(({ variable }) => variable.name.value.startsWith(prefix))) prefix = `_${prefix}`;
    this.#prefix = prefix;
  }

  /** The same variable for the same value of the same type. */
  constant(value: unknown, type: string): VariableNode {
    return this.#variable(`${type} ${JSON.stringify(value)}`, type, (name) => {
      this.constants[name] = value;
    });
  }

  choice(choice: Choice): VariableNode {
    return this.#variable(JSON.stringify(choice), 'Boolean!', (name) => this.choices.set(name, choice));
  }

  #variable(key: string, type: string, add: (name: string) => void): VariableNode {
    const known = this.#known.get(key);
    if (known) return known;
    const name = `${this.#prefix}${this.definitions.length}`;
    const variable: VariableNode = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
    add(name);
    this.#known.set(key, variable);
    this.definitions.push({ kind: Kind.VARIABLE_DEFINITION, variable, type: typeNode(type) });
    return variable;
  }
}

const typeNode = (type: string): TypeNode => parseType(type, { noLocation: true });
