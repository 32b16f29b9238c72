import { describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { scopeConnections } from './scope-connections.js';
import { sizeLists } from './size-lists.js';

const withSizes = (sdl: string) => print(sizeLists(parse(sdl))).replace(/\s+/g, ' ');
const withScopes = (sdl: string) => print(scopeConnections(parse(sdl))).replace(/\s+/g, ' ');

describe('the directives that lists are given', () => {
  it('tell how large a page may be, unless the field says so itself', () => {
    const size = '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)';

    expect(withSizes('type Query { notes(first: Int!): NoteConnection! }')).toContain(`NoteConnection! ${size}`);
    expect(withSizes('type Query { notes(first: Int!): NoteConnection! @listSize(assumedSize: 3) }')).not.toContain('slicingArguments');
    expect(withSizes('type Query { notes(last: Int!): NoteConnection! first(first: Int): Int }')).not.toContain('@listSize');
  });

  it('make the pages of an organization’s data the organization’s, too', () => {
    const types = 'type NoteConnection { nodes: [Note!]! } type NoteEdge { node: Note! }';

    expect(withScopes(`type Note @tenantScoped { id: ID! } ${types}`).match(/@tenantScoped/g)).toHaveLength(3);
    expect(withScopes(`type Note { id: ID! } ${types}`)).not.toContain('@tenantScoped');
  });
});
