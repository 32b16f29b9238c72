import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { MAX_PAGE_SIZE, type PageArgs } from '../db/index.js';

// biome-ignore lint/suspicious/noExplicitAny: any object type class.
type TypeClass = new (...args: any[]) => object;

/** Where a page begins and ends, and whether there is more. */
@Directive('@shareable')
@ObjectType('PageInfo', { description: 'Where a page begins and ends, and whether there is more.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'There are rows behind this page: ask again with `after: endCursor`.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'There are rows before this page.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row; null on an empty page.' })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last row; null on an empty page.' })
  readonly endCursor!: string | null;
}

/**
 * The types of a list: `<name>Edge` and `<name>Connection`, in the shape that `connection()` of the db door returns.
 * `totalCount` is counted only where a client asks for it.
 */
export function connectionType(name: string, node: () => TypeClass, options: { totalCount?: boolean } = {}) {
  @ObjectType(`${name}Edge`, { description: `One entry of a list of ${name}, with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque place of this row; pass it as `after`.' })
    readonly cursor!: string;

    @Field(node, { description: 'The row itself.' })
    readonly node!: object;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class ConnectionType {
    declare count: () => Promise<number>;

    @Field(() => [EdgeType], { description: 'The rows with their cursors.' })
    readonly edges!: EdgeType[];

    @Field(() => [node()], { description: 'The rows alone.' })
    readonly nodes!: object[];

    @Field(() => PageInfoType, { description: 'Where the page begins and ends.' })
    readonly pageInfo!: PageInfoType;
  }
  if (options.totalCount) addTotalCount(ConnectionType);
  return ConnectionType;
}

function addTotalCount(target: TypeClass): void {
  Object.defineProperty(target.prototype, 'totalCount', {
    configurable: true,
    value(this: { count: () => Promise<number> }) {
      return this.count();
    },
  });
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, 'totalCount');
  Field(() => Int, { nullable: true, description: 'Rows in the whole list; counted only when asked for.' })(
    target.prototype,
    'totalCount',
    descriptor as never,
  );
}

/** The arguments of a list; a list with a filter or an order extends them. */
export function pageArgsType(defaultFirst = 20) {
  @ArgsType()
  class PageArgsType implements PageArgs {
    @Field(() => Int, { defaultValue: defaultFirst, description: `Rows on the page: 1 to ${MAX_PAGE_SIZE}.` })
    first!: number;

    @Field(() => String, { nullable: true, description: 'Cursor of the row before the page; from the start when absent.' })
    after?: string | null;
  }
  return PageArgsType;
}
