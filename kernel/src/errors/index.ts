export { CommonErrors, defineErrors, describeError, type Errors, errorTables, sampleMessage } from './define-errors.js';
export { DomainError, type DomainErrorInit, type ErrorKind, errorKinds, publicFacts } from './domain-error.js';
export { isLocale, isTimezone } from './locale-rules.js';
export { type InputProblem, InvalidInputError, parseInput } from './parse-input.js';
export { plainText } from './plain-text.js';
