import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Random } from './random.js';

export interface RandomOperation {
  text: string;
  variables: Record<string, unknown>;
}

const DEPTH = 4;

/** A valid operation with what clients write: aliases, fragments of both kinds, conditions, arguments and variables. */
export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  return new Writer(schema, random).operation();
}

class Writer {
  readonly #fragments: string[] = [];
  readonly #variables = { yes: random_(true), no: random_(false), times: 3 };

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
  ) {}

  operation(): RandomOperation {
    const isMutation = this.random.below(4) === 0;
    const root = isMutation ? this.schema.getMutationType()! : this.schema.getQueryType()!;
    const selection = this.#selection(root, DEPTH);
    const head = `${isMutation ? 'mutation' : 'query'} Some($yes: Boolean!, $no: Boolean! = false, $times: Int, $unset: Int)`;
    // A query that does not use a variable is not valid: each is used once.
    const uses = `__typename @include(if: $yes) end: __typename @skip(if: $no)`;
    const used = isMutation
      ? `${head} { ${uses} ${selection} numbers: change(to: GOOD) { note(times: $times) other: note(times: $unset) } }`
      : `${head} { ${uses} ${selection} numbers: person(id: "1") { note(times: $times) other: note(times: $unset) } }`;
    const { yes, no, times } = this.#variables;
    return {
      text: [used, ...this.#fragments].join('\n'),
      variables: { yes: yes(this.random), ...(this.random.below(2) ? { no: no(this.random) } : {}), times },
    };
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts = Array.from({ length: 1 + this.random.below(4) }, () => this.#part(type, depth));
    return ['__typename', ...parts].join(' ');
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    const kind = this.random.below(8);
    const within = this.random.one(this.#typesWithin(type));
    if (kind === 0 && depth > 0) return `... on ${within.name}${this.#condition()} { ${this.#selection(within, depth - 1)} }`;
    if (kind === 1 && depth > 0) {
      const name = `F${this.#fragments.length}`;
      this.#fragments.push('');
      this.#fragments[Number(name.slice(1))] = `fragment ${name} on ${within.name} { ${this.#selection(within, depth - 1)} }`;
      return `...${name}${this.#condition()}`;
    }
    return isUnionType(type) ? '__typename' : this.#field(type as Exclude<GraphQLCompositeType, { getTypes: unknown }>, depth);
  }

  #typesWithin(type: GraphQLCompositeType): GraphQLCompositeType[] {
    if (isObjectType(type)) return [type, ...type.getInterfaces()];
    return [type, ...this.schema.getPossibleTypes(type)];
  }

  #field(type: Exclude<GraphQLCompositeType, { getTypes: unknown }>, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      (field) => !field.name.startsWith('_') && (depth > 0 || !isCompositeType(getNamedType(field.type))),
    );
    const field = this.random.one(fields);
    if (!field) return '__typename';
    const returned = getNamedType(field.type);
    const args = field.args.filter((arg) => isNonNullType(arg.type) || this.random.below(2) === 0).map((arg) => this.#argument(arg));
    const written = args.length > 0 ? `(${args.join(', ')})` : '';
    const below = isCompositeType(returned) ? ` { ${this.#selection(returned, depth - 1)} }` : '';
    // An alias for what is written, so that two of one key are always the same field with the same arguments.
    const key = `${field.name}_${type.name}_${written.replaceAll(/\W/g, '')}`;
    const alias = this.random.below(3) === 0 || written || isInterfaceType(type) ? `${key}: ` : `${type.name}_${field.name}: `;
    return `${alias}${field.name}${written}${this.#condition()}${below}`;
  }

  #argument({ name, type }: GraphQLArgument): string {
    const named = getNamedType(type);
    if (isEnumType(named)) return `${name}: ${named.getValues()[0]!.name}`;
    return `${name}: ${named.name === 'Int' ? this.random.below(4) : `"${this.random.below(4)}"`}`;
  }

  #condition(): string {
    return this.random.one([
      '',
      '',
      '',
      '',
      ' @include(if: $yes)',
      ' @skip(if: $no)',
      ' @skip(if: true)',
      ' @include(if: true) @skip(if: $no)',
    ]);
  }
}

const random_ = (usual: boolean) => (random: Random) => (random.below(3) === 0 ? !usual : usual);
