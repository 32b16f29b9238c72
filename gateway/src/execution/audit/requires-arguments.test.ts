import { describe, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

type Key = { id: string };

describe('a field that requires the first entries of a list', () => {
  const NOTES = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((id, index) => ({
    id,
    on: index < 3 ? 'p1' : 'p2',
    by: index < 3 ? 'ada' : 'bob',
  }));
  const notesOn = ({ id }: Key, { first }: { first: number }) =>
    NOTES.filter(({ on }) => on === id)
      .slice(0, first)
      .map((note) => ({ id: note.id }));
  const feeds = aStrictFederation({
    feeds: {
      sdl: `
        type Query { feed: [Post] } type Post @key(fields: "id") { id: ID! }
        type Note @key(fields: "id") { id: ID! by: ID text: String! }`,
      resolvers: { Query: { feed: () => [{ id: 'p1' }, { id: 'p2' }] }, Note: { __resolveReference: byKey(NOTES, 'id') } },
    },
    authors: {
      sdl: `
        type Post @key(fields: "id") { id: ID! author: Author @requires(fields: "notes(first: 3) { by }") notes(first: Int!): [Note] }
        type Note @key(fields: "id") { id: ID! at: String by: ID @external } type Author { id: ID! name: String }`,
      resolvers: {
        Post: {
          __resolveReference: (post: object) => post,
          author(post: object) {
            const notes = handed('notes')(post) as { by: string }[];
            if (notes.length !== 3) throw new Error(`${notes.length} notes were handed over`);
            return { id: notes[2]!.by };
          },
          notes: notesOn,
        },
        Note: { __resolveReference: (note: object) => note },
      },
    },
  });
  const authors = [{ author: { id: 'ada' } }, { author: { id: 'bob' } }];
  const withFirst = authors.map((post, index) => ({ ...post, notes: [{ id: index === 0 ? 'n1' : 'n4' }] }));

  it('is handed them', () => feeds.answers('{ feed { author { id } } }', { feed: authors }));

  it.each([
    '{ feed { author { id } notes(first: 1) { id } } }',
    'query ($first: Int = 1) { feed { author { id } notes(first: $first) { id } } }',
    `query ($first: Int = 1) { feed { author { id } ...One ...Two } }
     fragment One on Post { notes(first: $first) { id } } fragment Two on Post { notes(first: $first) { id } }`,
  ])('leaves the client as many as it asks for: %s', (query) => feeds.answers(query, { feed: withFirst }));
});
