import type { FieldNode } from 'graphql';
import { argumentsText } from './field-text.js';
import type { SupergraphFacts } from './supergraph-facts.js';

/**
 * The names of one document. A field without arguments goes by its own name: what the planner fetches for itself under that name is
 * the same. One with arguments goes by a number, which is the same for the same arguments, and which no field of the schema has.
 */
export class Names {
  readonly #numbers = new Map<string, Map<string, number>>();

  constructor(private readonly facts: Pick<SupergraphFacts, 'argued' | 'fieldNames'>) {}

  /**
   * @param take says whether the name is free for this field in its place, and takes it.
   * @param isApart says that it must not meet what the planner fetches for itself.
   */
  nameFor(node: FieldNode, take: (name: string) => boolean, isApart: boolean): string {
    const field = node.name.value;
    const base = this.#baseOf(node, isApart);
    if (take(base)) return base;
    for (let number = 2; ; number += 1) {
      const name = `${base === field ? `${field}_` : base}_${number}`;
      if (!this.facts.fieldNames.has(name) && take(name)) return name;
    }
  }

  #baseOf(node: FieldNode, isApart: boolean): string {
    const field = node.name.value;
    const args = argumentsText(node);
    if (args === '' && !isApart && !this.facts.argued.has(field)) return field;
    const numbers = this.#numbers.get(field) ?? new Map<string, number>();
    this.#numbers.set(field, numbers);
    const number = numbers.get(args) ?? numbers.size + 1;
    numbers.set(args, number);
    const name = `${field}__${number}`;
    return this.facts.fieldNames.has(name) ? `${name}_` : name;
  }
}
