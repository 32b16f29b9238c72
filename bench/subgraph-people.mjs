// A list of 20 people with eight scalars each, as type-graphql has it: the same classes for every candidate of `subgraph`. Written
// without decorators' syntax, which plain JavaScript does not have.
import 'reflect-metadata';
import { Arg, Ctx, Directive, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';

class Person {
  constructor(number) {
    this.id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
    this.name = `Person number ${number}`;
    this.email = `person-${number}@example.com`;
    this.title = number % 3 === 0 ? null : `Head of "things" ${number}`;
    this.age = 20 + number;
    this.score = number / 7;
    this.isActive = number % 2 === 0;
    this.joinedAt = new Date(Date.UTC(2020, number % 12, 1 + (number % 28)));
  }
}

export const PEOPLE = Array.from({ length: 100 }, (_, number) => new Person(number));

/** Whose people they are. */
export const ORGANIZATION = '00000000-0000-7000-8000-00000000c0de';

export const QUERY = 'query People($first: Int!) { people(first: $first) { id name email title age score isActive joinedAt } }';
export const VARIABLES = { first: 20 };

export const fromMemory = async (first) => PEOPLE.slice(0, first);

/**
 * @param {object} options
 * @param {boolean} options.guarded whether what a request may see is asked of each: `@tenantScoped` and `@authenticated`, which only
 *   our subgraphs enforce.
 * @param {(first: number, ctx: object) => Promise<object[]>} options.read
 */
export function peopleResolver({ guarded, read }) {
  const field = (name, type, options = {}) => Field(() => type, options)(Person.prototype, name);
  field('id', ID);
  field('name', String);
  field('email', String);
  field('title', String, { nullable: true });
  field('age', Int);
  field('score', Float);
  field('isActive', Boolean);
  field('joinedAt', Date);
  if (guarded) Directive('@tenantScoped')(Person);
  ObjectType('Person')(Person);

  class PersonResolver {
    people(first, ctx) {
      return read(first, ctx);
    }
  }
  const method = Object.getOwnPropertyDescriptor(PersonResolver.prototype, 'people');
  Arg('first', () => Int)(PersonResolver.prototype, 'people', 0);
  Ctx()(PersonResolver.prototype, 'people', 1);
  Query(() => [Person])(PersonResolver.prototype, 'people', method);
  if (guarded) Directive('@authenticated')(PersonResolver.prototype, 'people', method);
  Resolver(() => Person)(PersonResolver);
  return PersonResolver;
}
