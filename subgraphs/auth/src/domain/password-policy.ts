import { COMMON_PASSWORDS } from './common-passwords.js';

export const PASSWORD_MAX_LENGTH = 128;

/** Letters that stand behind look-alikes: `p4$$w0rd`. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Characters beyond those that anybody could guess from the person. */
const OWN_CHARACTERS = 6;

export interface PasswordContext {
  minLength: number;
  /** What is known of the person: e-mail address, names. */
  personal: readonly string[];
}

/** Why a password is too weak; null where it will do. */
export function passwordWeakness(password: string, { minLength, personal }: PasswordContext): string | null {
  const { length } = [...password];
  if (length < minLength) return `A password has at least ${minLength} characters`;
  if (length > PASSWORD_MAX_LENGTH) return `A password has at most ${PASSWORD_MAX_LENGTH} characters`;
  if (isCommon(password)) return 'This password is one of the first that anybody would try';
  if (isPersonal(password, personal)) return 'The password is too close to the e-mail address or the name';
  return null;
}

const lettersAndDigits = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function isCommon(password: string): boolean {
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(lower).size < 5 || isSequence(lower)) return true;
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  return [lower, lower.replace(/[^a-z]/g, ''), core, unmask(core), unmask(lower)].some(isCommonWord);
}

const unmask = (text: string) => [...text].map((char) => LOOK_ALIKES[char] ?? char).join('');

/** A common word, or a common word said again and again. */
function isCommonWord(text: string): boolean {
  if (COMMON_PASSWORDS.has(text)) return true;
  const [, word] = /^(.+?)\1+$/s.exec(text) ?? [];
  return word !== undefined && COMMON_PASSWORDS.has(word);
}

/** `abcdefghijkl`, `210987654321`: each character follows from the one before it. */
function isSequence(text: string): boolean {
  const points = [...text].map((char) => char.codePointAt(0) as number);
  const regular = points.slice(1).filter((point, index) => [1, 9].includes(Math.abs(point - (points[index] as number)))).length;
  return regular >= points.length - 2;
}

function isPersonal(password: string, personal: readonly string[]): boolean {
  const parts = personal
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map(lettersAndDigits)
    .filter((part) => part.length >= 3)
    .sort((one, other) => other.length - one.length);
  const plain = lettersAndDigits(password);
  const rest = parts.reduce((text, part) => text.replaceAll(part, ''), plain);
  return rest !== plain && rest.length < OWN_CHARACTERS;
}
