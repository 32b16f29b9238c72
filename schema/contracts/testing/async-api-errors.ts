import { DiagnosticSeverity, Parser } from '@asyncapi/parser';

/** What the official parser refuses in a document. */
export async function errorsOf(document: object): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  return diagnostics
    .filter(({ severity }) => severity === DiagnosticSeverity.Error)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}
