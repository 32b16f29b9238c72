import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Random } from '../random.js';
import type { Drawer } from './draw.js';

/** The variables of an operation, as they are written. */
export class Variables {
  readonly definitions: string[] = [];
  readonly values: Record<string, unknown> = {};

  /** @returns how the variable is named where it is used. */
  add(type: GraphQLInputType, value: unknown, fallback?: string): string {
    const name = `v${this.definitions.length}`;
    this.definitions.push(`$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`);
    if (fallback === undefined) this.values[name] = value;
    return `$${name}`;
  }
}

type Input = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type' | 'defaultValue'>;

const OPTIONAL: Record<string, number> = { first: 0.6, after: 0.15, expectedRevision: 0.1, filter: 0.5 };

/** Writes the arguments of fields: as literals, as variables, as literals with variables within. */
export class ArgumentWriter {
  readonly #random: Random;
  readonly #drawer: Drawer;
  readonly #variables: Variables;

  constructor(random: Random, drawer: Drawer, variables: Variables) {
    this.#random = random;
    this.#drawer = drawer;
    this.#variables = variables;
  }

  /** The arguments of a field in parentheses; empty where there are none. Sparing: few that need not be there, so that more is found. */
  write(coordinate: string, args: readonly GraphQLArgument[], { sparing = false } = {}): string {
    const written = args
      .filter((arg) => this.#isGiven(arg, sparing ? 0.4 : 1))
      .map((arg) => `${arg.name}: ${this.#writeOne(`${coordinate}.${arg.name}`, arg.type)}`);
    return written.length > 0 ? `(${written.join(', ')})` : '';
  }

  #isGiven({ name, type, defaultValue }: Input, share = 1): boolean {
    if (isNonNullType(type) && defaultValue === undefined) return true;
    return this.#random.chance((OPTIONAL[name] ?? 0.45) * share);
  }

  #writeOne(coordinate: string, type: GraphQLInputType): string {
    const random = this.#random;
    if (random.chance(0.5)) {
      const value = this.value(coordinate, type);
      return this.#variables.add(type, value, random.chance(0.12) ? literal(value, type) : undefined);
    }
    return this.#literal(coordinate, type);
  }

  /** A literal in which some of the values are variables. */
  #literal(coordinate: string, type: GraphQLInputType): string {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter((field) => this.#isGiven(field));
      return `{ ${fields.map((field) => `${field.name}: ${this.#literal(`${inner.name}.${field.name}`, field.type)}`).join(', ')} }`;
    }
    const value = this.value(coordinate, type);
    return this.#random.chance(0.15) ? this.#variables.add(type, value) : literal(value, type);
  }

  /** A value of the type as JSON has it. */
  value(coordinate: string, type: GraphQLInputType): unknown {
    const random = this.#random;
    if (isNonNullType(type)) return this.value(coordinate, type.ofType);
    if (isListType(type)) {
      const item = type.ofType as GraphQLInputType;
      // A list of one may be written without its brackets.
      if (random.chance(0.05)) return this.value(coordinate, item);
      return Array.from({ length: random.pick([1, 1, 1, 2, 2, 3, 0]) }, () => this.value(coordinate, item));
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => this.#isGiven(field));
      return Object.fromEntries(fields.map((field) => [field.name, this.value(`${type.name}.${field.name}`, field.type)]));
    }
    return this.#scalar(coordinate, type.name);
  }

  #scalar(coordinate: string, type: string): unknown {
    const random = this.#random;
    switch (type) {
      case 'Boolean':
        return random.chance(0.5);
      case 'Int':
        return coordinate.endsWith('.first') ? random.pick([1, 2, 3, 3, 5, 5, 100]) : random.pick([1, 2, 5, 50, 100, 0, -1]);
      case 'Float':
        return random.next() * 100;
      case 'BigInt':
        return random.pick([1, 2, 3, 10]);
      case 'DateTime':
        return new Date(Date.UTC(2020 + random.below(20), random.below(12), 1)).toISOString();
      case 'JSON':
        return random.pick([
          {},
          { skuPattern: 'FZ-{number}' },
          { taskStatuses: ['one', 'two'] },
          { probationMonths: 6 },
          { nonsense: true },
        ]);
      default:
        return this.#drawer.text(coordinate, type);
    }
  }
}

/** How GraphQL writes a JSON value of a type. */
export function literal(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return 'null';
  const inner = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const item = isListType(inner) ? (inner.ofType as GraphQLInputType) : inner;
    return `[${value.map((each) => literal(each, item)).join(', ')}]`;
  }
  const single = isListType(inner) ? (inner.ofType as GraphQLInputType) : inner;
  const named = isNonNullType(single) ? (single.ofType as GraphQLInputType) : single;
  if (isEnumType(named)) return String(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const fields = isInputObjectType(named) ? named.getFields() : {};
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${literal(each, fields[name]?.type ?? named)}`)
    .join(', ')} }`;
}
