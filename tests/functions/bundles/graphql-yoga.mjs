// GraphQL Yoga with a query, a mutation, variables and an error of its own.
import { createSchema, createYoga } from 'graphql-yoga';
import { GraphQLError } from 'graphql';

const notes = [{ id: '1', text: 'first' }];

const yoga = createYoga({
  graphqlEndpoint: '/graphql',
  logging: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Note { id: ID! text: String! length: Int! }
      type Query { notes: [Note!]! note(id: ID!): Note }
      type Mutation { addNote(text: String!): Note! }
    `,
    resolvers: {
      Note: { length: (note) => note.text.length },
      Query: { notes: () => notes, note: (_, { id }) => notes.find((note) => note.id === id) },
      Mutation: {
        addNote: (_, { text }) => {
          if (!text) throw new GraphQLError('a note needs text', { extensions: { code: 'EMPTY' } });
          const note = { id: String(notes.length + 1), text };
          notes.push(note);
          return note;
        },
      },
    },
  }),
});

export default { fetch: yoga.fetch };
