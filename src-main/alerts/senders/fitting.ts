/**
 * The longest text that fits: `textWith(n)` tells n items in full and counts the rest.
 * maxBytes  of UTF-8
 * returns   with as many items as fit, at worst with none, then cut
 */
export function fitting(items: number, maxBytes: number, textWith: (shown: number) => string): string {
  let low = 0, high = items;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Buffer.byteLength(textWith(middle)) <= maxBytes) low = middle;
    else high = middle - 1;
  }
  return cutBytes(textWith(low), maxBytes);
}

/** At most so many bytes of UTF-8, no half a character. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const kept = new TextDecoder('utf-8').decode(Buffer.from(text).subarray(0, maxBytes - 3)).replace(/\ufffd+$/, '');
  return `${kept}…`;
}
