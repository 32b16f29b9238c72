/** Stands where something was taken out. */
export const REDACTED = '[redacted]';

/** Names of fields, in lower case and without separators, whose value is never shown. */
const SECRET_NAME =
  /e?mail|passw|secret|token|credential|authorization|cookie|apikey|privatekey|signingkey|idempotencykey|recoverycode|hash|signature|^(?:pin|otp|totp|cvc|cvv|iban|ssn)$/;

/** Bounded, so that no text costs much more than its length. */
const EMAIL = /[^\s@<>()[\]"',;:]{1,64}@[^\s@<>()[\]"',;:]{1,255}/gu;

/** A JSON web token, and what follows "Bearer" or "Authorization: Basic". */
const CREDENTIAL = /\beyJ[\w.-]{10,}|(?<=\bbearer\s)(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|(?<=\bauthorization:\s?basic\s)[\w.~+/=-]{4,}/giu;

/** A copy of a JSON value without e-mail addresses and without anything secret, wherever they stand in it. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redactText(name), isSecret(name, inner) ? REDACTED : redact(inner)]),
  );
}

/** Numbers, truths and nothings tell no secret: `hasPassword: true`, `hash: null`. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return false;
  return SECRET_NAME.test(name.replaceAll(/[\s_.-]/g, '').toLowerCase());
}

const redactText = (text: string) => text.replaceAll(EMAIL, REDACTED).replaceAll(CREDENTIAL, REDACTED);
