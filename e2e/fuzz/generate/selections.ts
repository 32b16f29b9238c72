import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
} from 'graphql';
import type { Random } from '../random.js';
import type { ArgumentWriter, Variables } from './arguments.js';
import { fieldsOf, objectTypesOf, type Step } from './graph.js';

export interface SelectionTools {
  schema: GraphQLSchema;
  random: Random;
  args: ArgumentWriter;
  variables: Variables;
  /** Most fields of the operation. */
  budget: number;
  /** Fields that are never selected by chance: `Organization.name`. */
  leaveOut?: ReadonlySet<string>;
  /** Whether the asker may see a field. Those that they may not see are seldom asked for. */
  isPermitted: (type: string, field: string, returns: string) => boolean;
}

const DEEPEST = 9;

/** Writes selections: nested, aliased, in fragments, behind directives. */
export class SelectionWriter {
  /** Named fragments, to be put behind the operation. */
  readonly fragments: string[] = [];
  readonly #tools: SelectionTools;
  #left: number;
  #aliases = 0;

  constructor(tools: SelectionTools) {
    this.#tools = tools;
    this.#left = tools.budget;
  }

  /** The first field of a way, and what leads on from there. */
  way([step, ...way]: readonly Step[]): string {
    if (!step) throw new Error('A way has at least one step');
    return this.field(step.from, step.field, { way, depth: 0, aliased: true });
  }

  /** A field with all that it takes; `way` is where it must lead on to. */
  field(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>, { way = [], depth, aliased, isOnly }: Place): string {
    this.#left -= 1;
    const { random, args } = this.#tools;
    const written = args.write(`${parent.name}.${field.name}`, field.args, { sparing: way.length > 0 || isOnly });
    // Two selections of one name must not ask for different things.
    const alias = written || aliased || random.chance(0.06) ? this.#alias() : '';
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? ` { ${this.set(named, { way, depth: depth + 1, aliased })} }` : '';
    return `${alias}${field.name}${written}${isOnly ? '' : this.#directive()}${below}`;
  }

  #alias(): string {
    this.#aliases += 1;
    return `a${this.#aliases}: `;
  }

  /** What is selected on a type. */
  set(type: GraphQLNamedType, { way = [], depth, aliased }: Place): string {
    const parts = isAbstractType(type) ? ['__typename', ...this.#members(type, { way, depth, aliased })] : [];
    const [step, ...rest] = way;
    const isHere = step && step.from === type;
    if (isHere) parts.push(this.field(type, step.field, { way: rest, depth, aliased }));
    const others = fieldsOf(type).filter(
      (field) => (!isHere || field !== step.field) && !this.#tools.leaveOut?.has(`${type.name}.${field.name}`),
    );
    for (const field of others) if (this.#isWanted(type, field, depth)) parts.push(this.field(type, field, { depth, aliased }));
    if (parts.length === 0) parts.push('__typename');
    // What a mutation was refused with is always asked for: the checks go by it.
    const refusal =
      depth === 1 && fieldsOf(type).some(({ name }) => name === 'userErrors') ? ' userErrors { __typename code field message }' : '';
    return this.#arrange(type, parts) + refusal;
  }

  /** On an interface or a union: some of the types that may be behind it. */
  #members(type: GraphQLNamedType, { way = [], depth }: Place): string[] {
    const { schema, random } = this.#tools;
    const target = way[0]?.from;
    const wanted = objectTypesOf(schema, type).filter((member) => member === target || random.chance(0.4));
    return wanted.map((member: GraphQLObjectType) => {
      const below = this.set(member, { way: member === target ? way : [], depth, aliased: true });
      return `... on ${member.name}${this.#directive()} { ${below} }`;
    });
  }

  #isWanted(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>, depth: number): boolean {
    const { random, isPermitted } = this.#tools;
    if (this.#left <= 0) return false;
    if (!isPermitted(type.name, field.name, getNamedType(field.type).name) && !random.chance(0.05)) return false;
    if (!isCompositeType(getNamedType(field.type))) return random.chance(0.45);
    // What a mutation is about stands right below it.
    const isResult = depth === 1 && type.name.endsWith('Payload');
    return depth < DEEPEST && random.chance(isResult ? 0.7 : 0.42 / (1 + depth * 0.35));
  }

  /** Puts some of the selections into fragments. */
  #arrange(type: GraphQLNamedType, parts: readonly string[]): string {
    const { random } = this.#tools;
    if (random.chance(0.85) || type.name.startsWith('_')) return parts.join(' ');
    const inside = random.some(parts, 0.6);
    const outside = parts.filter((part) => !inside.includes(part));
    if (inside.length === 0) return parts.join(' ');
    if (random.chance(0.5))
      return [...outside, `...${random.pick(['', ` on ${type.name}`])}${this.#directive()} { ${inside.join(' ')} }`].join(' ');
    const name = `f${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} { ${inside.join(' ')} }`);
    return [...outside, `...${name}${this.#directive()}`].join(' ');
  }

  #directive(): string {
    const { random, variables } = this.#tools;
    if (random.chance(0.94)) return '';
    const isThere = random.chance(0.8);
    const directive = random.pick(['include', 'skip']);
    const value = (directive === 'include') === isThere;
    const written = random.chance(0.5) ? String(value) : variables.add('Boolean!' as never, value);
    return ` @${directive}(if: ${written})`;
  }
}

interface Place {
  way?: readonly Step[];
  depth: number;
  /** Below a type condition, where other conditions may give the name another type. */
  aliased?: boolean;
  /** The one field that an operation has: nothing may leave it out, and few arguments narrow it. */
  isOnly?: boolean;
}
