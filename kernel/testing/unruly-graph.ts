import { BigIntScalar, buildFederatedSchema, DateTime } from '@supergraph/kernel/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Ctx,
  createUnionType,
  Directive,
  Field,
  FieldResolver,
  Float,
  ID,
  Info,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { type Random, randomOf } from './random.js';

/** What the resolvers do is drawn by the seed and the place in the answer, whoever calls them and in which order. */
export interface UnrulyContext {
  seed: string;
  /** One in so many values is something that should not be. */
  oddOneIn: number;
  /** The places that were asked, in that order. */
  asked: string[];
}

enum Mood {
  GOOD = 'good',
  BAD = 'bad',
}
registerEnumType(Mood, { name: 'Mood' });

@InterfaceType('Being', { resolveType: (value: { kind?: unknown }) => value.kind as string })
abstract class BeingType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly name!: string;
}

@ObjectType('Cat', { implements: BeingType })
class CatType extends BeingType {
  @Field(() => Int, { nullable: true }) readonly lives?: number;
}

@ObjectType('Dog')
class DogType {
  @Field(() => Boolean) readonly barks!: boolean;
}

const PetType = createUnionType({
  name: 'Pet',
  types: () => [CatType, DogType] as const,
  resolveType: (value) => (value as { kind?: unknown }).kind as string,
});

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('Person', { implements: BeingType })
class PersonType extends BeingType {
  @Field(() => Int, { nullable: true }) readonly age?: number;
  @Field(() => Float) readonly score!: number;
  @Field(() => DateTime, { nullable: true }) readonly bornAt?: Date;
  @Field(() => BigIntScalar, { nullable: true }) readonly fortune?: bigint;
  @Field(() => Mood, { nullable: true }) readonly mood?: Mood;
  @Field(() => [String]) readonly tags!: string[];
  @Field(() => [[Int]], { nullable: 'itemsAndList' }) readonly grid?: number[][];

  @Directive('@requiresModule(key: "search")')
  @Field(() => String, { nullable: true })
  readonly secret?: string;
}

@Resolver(() => PersonType)
class PersonResolver {
  @FieldResolver(() => PersonType, { nullable: true })
  friend(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, ['Person']));
  }

  @FieldResolver(() => PersonType)
  boss(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, ['Person']));
  }

  @FieldResolver(() => [PersonType], { nullable: 'items' })
  team(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => random.list(() => entry(ctx, random, ['Person'])));
  }

  @FieldResolver(() => [BeingType], { nullable: 'itemsAndList' })
  beings(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => new Set(random.list(() => entry(ctx, random, KINDS))));
  }

  @FieldResolver(() => PetType, { nullable: true })
  pet(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, KINDS));
  }

  @FieldResolver(() => String, { nullable: true })
  note(
    @Arg('times', () => Int, { defaultValue: 1 }) times: number,
    @Arg('text', () => String, { nullable: true }) text: string | null,
    @Root() person: { __typename: string },
    @Info() info: GraphQLResolveInfo,
  ) {
    return `${person.__typename} ${times} ${text} ${info.fieldName} ${info.parentType.name} ${info.path.key}`;
  }
}

@Resolver()
class RootResolver {
  @Query(() => PersonType, { nullable: true })
  person(@Arg('id', () => ID) _id: string, @Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, ['Person']));
  }

  // Not of entries that must not be null: graphql-js forgets the promises of such a list when a later entry fails at once.
  @Query(() => [PersonType], { nullable: 'items' })
  people(@Arg('first', () => Int, { nullable: true }) _first: number, @Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => random.list(() => entry(ctx, random, ['Person'])));
  }

  @Query(() => PetType, { nullable: true })
  pet(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, KINDS));
  }

  @Mutation(() => PersonType, { nullable: true })
  change(@Arg('to', () => Mood) _to: Mood, @Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => being(random, ['Person']));
  }

  @Mutation(() => Int)
  count(@Ctx() ctx: UnrulyContext, @Info() info: GraphQLResolveInfo) {
    return draw(ctx, info, (random) => random.below(100));
  }
}

const KINDS = ['Person', 'Cat', 'Dog'];
const UNRULY = ['Nonsense', 'Query', 'Mood', null, 7];

const draw = (ctx: UnrulyContext, { path }: GraphQLResolveInfo, make: (random: Random) => unknown): unknown => {
  const place = placeOf(path);
  ctx.asked.push(place);
  const random = randomOf(`${ctx.seed} ${place}`);
  return random.odd(ctx.oddOneIn, () => make(random));
};

/** Throwing, it would take the promises of the entries before it along. */
const entry = ({ oddOneIn }: UnrulyContext, random: Random, kinds: readonly string[]) =>
  random.odd(oddOneIn, () => being(random, kinds), { mayThrow: false });

const placeOf = (path: GraphQLResolveInfo['path'] | undefined): string => (path ? `${placeOf(path.prev)}/${path.key}` : '');

/** An object whose properties hold what such properties may hold: values, promises of them, methods, failures, nothing. */
function being(drawn: Random, kinds: readonly string[]): object {
  const seed = drawn.below(2 ** 32);
  const kind = drawn.one(kinds);
  // Drawn when it is read: a promise that fails and that nobody asked for is a fault of the test.
  const property = (name: string): unknown => {
    const random = randomOf(`${seed} ${name}`);
    if (name === 'kind') return random.odd(30, () => kind, { instead: () => random.one(UNRULY) });
    const values = VALUES[name];
    return values && random.odd(12, () => random.one(values(random)), { mayThrow: false });
  };
  const object = { __typename: kind, lives: () => property('nine') };
  for (const name of ['kind', ...Object.keys(VALUES)])
    Object.defineProperty(object, name, { get: () => property(name), configurable: true });
  return object;
}

const VALUES: Record<string, (random: Random) => readonly unknown[]> = {
  id: (random) => [`id ${random.below(9)}`, 7],
  name: () => ['Ada', 'Ünal "x"', 7],
  age: () => [42, 4.5, '12', 2 ** 40, -0],
  score: () => [1, 0.1, Number.NaN, '3', 7],
  bornAt: () => [new Date(0), new Date(Number.NaN), '2020-01-01T00:00:00Z', 5],
  fortune: () => [7n, 2n ** 60n, '12', 'many'],
  mood: () => [Mood.GOOD, Mood.BAD, 'ugly'],
  tags: () => [['a', 'b'], [], 'abc', [null], [Promise.resolve('late'), 'x'], ['z', new Error('an entry')]],
  grid: () => [[[1, null], null, [2]], [[1], [2.5]], null],
  nine: (random) => [random.below(9)],
  barks: () => [true, false, 'wuff'],
  secret: () => ['psst'],
};

/** A graph in which everything happens that resolvers can do, with directives in front and entities. */
export const buildUnrulyGraph = () =>
  buildFederatedSchema({
    resolvers: [RootResolver, PersonResolver],
    types: [CatType, DogType],
    references: { Person: ({ id }: { id: string }, ctx: UnrulyContext) => being(randomOf(`${ctx.seed} ${id}`), ['Person']) },
  });
