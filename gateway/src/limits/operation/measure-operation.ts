import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode, print } from 'graphql';
import { fragmentsIn } from '../../document-nodes.js';
import { type Size, sizer } from './size-selections.js';

/** How large an operation is, with its fragments put in wherever they are spread. Counts stop at a thousand million. */
export interface MeasuredOperation extends Readonly<Size> {
  /** Names of its root fields, and how often each occurs. */
  rootFields: ReadonlyMap<string, number>;
  rootFieldCount: number;
  /** The same for operations of the same text, whatever their spaces and comments; as long as no two are meant to collide. */
  fingerprint: () => string;
}

const measured = new WeakMap<DocumentNode, Map<string, MeasuredOperation>>();

/** Measures an operation of a valid document once; null where the document has no operation of that name. */
export function measureOperation(document: DocumentNode, operationName: string | undefined): MeasuredOperation | null {
  const name = operationName ?? '';
  const known = measured.get(document)?.get(name);
  if (known) return known;
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const fresh = measure(document, operation);
  measured.set(document, (measured.get(document) ?? new Map()).set(name, fresh));
  return fresh;
}

function measure(document: DocumentNode, operation: OperationDefinitionNode): MeasuredOperation {
  const { sizeOf, fieldsAt } = sizer(fragmentsIn(document));
  const size = sizeOf(operation.selectionSet);
  const rootFields = fieldsAt(operation.selectionSet);
  let fingerprint: string | undefined;
  return {
    ...size,
    directives: size.directives + (operation.directives?.length ?? 0),
    rootFields,
    rootFieldCount: [...rootFields.values()].reduce((sum, count) => sum + count, 0),
    fingerprint: () => {
      fingerprint ??= createHash('sha256')
        .update(`${operation.name?.value ?? ''}\n${print(document)}`)
        .digest('base64url');
      return fingerprint;
    },
  };
}
