const MAX_LENGTH = 500;

/** One step through a pattern: an escape, a character class, a bracket, a quantifier, or any other character. */
const TOKEN = /\\k<|\\[1-9]|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[=!]|<[=!])|\((?:\?(?::|<[^>]*>))?|\)|\||[*+]\??|\{\d+(?:,\d*)?\}\??|\?|./gsu;

const isRepeating = (token: string) =>
  /^[*+]/.test(token) || (/^\{/.test(token) && !/^\{[01](,[01]?)?\}/.test(token)) || /^\{\d+,\}/.test(token);

/**
 * Whether a regular expression is valid and takes no exponential time on any text: no repeated group that itself
 * repeats or branches, no back reference, no look-around. Refuses some harmless ones.
 */
export function isSafePattern(pattern: string): boolean {
  return pattern.length <= MAX_LENGTH && isPattern(pattern) && !canExplode(pattern);
}

function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}

function canExplode(pattern: string): boolean {
  const tokens = pattern.match(TOKEN) ?? [];
  // Whether each open group, outermost first, repeats or branches inside.
  const groups = [false];
  let closed = false;
  for (const token of tokens) {
    if (/^(\\k<|\\[1-9]|\(\?(?:[=!]|<[=!]))/.test(token)) return true;
    if (isRepeating(token) && closed) return true;
    if (token.startsWith('(')) groups.push(false);
    else if (token === ')') {
      closed = groups.pop() ?? false;
      if (closed) groups[groups.length - 1] = true;
      continue;
    } else if (token === '|' || isRepeating(token)) groups[groups.length - 1] = true;
    closed = false;
  }
  return false;
}
