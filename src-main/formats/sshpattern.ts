/**
 * Whether a text fits a pattern of OpenSSH's: `*` stands for any run of characters, `?` for one; nothing else is special. Takes time in
 * proportion to the product of both lengths at worst.
 * source  ssh_config(5), PATTERNS
 */
export function fitsPattern(text: string, pattern: string): boolean {
  let at = 0, in_ = 0, star = -1, mark = 0;
  while (at < text.length) {
    const sign = pattern[in_];
    if (sign === '*') {
      star = in_++;
      mark = at;
    } else if (sign === '?' || (sign !== undefined && sign === text[at])) {
      at++;
      in_++;
    } else if (star >= 0) { // the last star takes one character more
      in_ = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[in_] === '*') in_++;
  return in_ === pattern.length;
}

/** Whether a text fits one of the patterns and none of those that begin with `!`; a list of only such fits nothing. */
export function fitsPatterns(text: string, patterns: readonly string[]): boolean {
  const refused = patterns.some(pattern => pattern.startsWith('!') && fitsPattern(text, pattern.slice(1)));
  return !refused && patterns.some(pattern => !pattern.startsWith('!') && fitsPattern(text, pattern));
}
