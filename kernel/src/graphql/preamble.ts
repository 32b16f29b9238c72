/** Where our own directives are defined; a new major version is a new URL. */
export const TENANCY_SPEC = 'https://specs.innoerp.io/tenancy/v1.0';

/** The head of every subgraph's schema: one text for all, since a directive that one of them forgets to compose vanishes silently. */
export const FEDERATION_PREAMBLE = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@provides", "@requires", "@override", "@inaccessible", "@tag", "@composeDirective", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"])
  @link(url: "${TENANCY_SPEC}", import: ["@tenantScoped", "@requiresModule"])
  @composeDirective(name: "@tenantScoped")
  @composeDirective(name: "@requiresModule")

"The field (or every field of the type) is one organization's data."
directive @tenantScoped(argument: String) on OBJECT | INTERFACE | FIELD_DEFINITION

"The module must be enabled for the request's organization. Repeated: all of them."
directive @requiresModule(key: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION

"How the events of a subscription are delivered."
directive @delivery(
  "Every event, or of each thing only the latest."
  mode: DeliveryMode! = EVENTS
  "With LATEST: milliseconds for which events are gathered before one of each thing is sent; 100 to 1000."
  windowMs: Int = 250
) on SUBSCRIPTION

"How the events of a subscription are delivered."
enum DeliveryMode {
  "Every event, in order."
  EVENTS
  "Of each thing only the latest event within a window; what did not change for the client is left out."
  LATEST
}
`;
