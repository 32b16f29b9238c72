/** What a new user finds in the editor. It runs on any graph, logged in or not. */
export const greeting = `# Welcome to innoERP: one graph for the company.
#
# Ctrl+Enter, or the play button, runs this. It lists
# all that you can ask for.
#
#   Ctrl+Space   what may stand here
#   left bar     documentation, history, explorer
#   Headers      your access token, after logging in:
#                { "Authorization": "Bearer eyJ..." }
#
# The whole schema as one file: /schema.graphql

query Welcome {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;
