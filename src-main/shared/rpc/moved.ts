/** Far above any message of ours; a list of label sets is not searched to its end for arrays that can't be in there. */
const MAX_DEPTH = 6;

/**
 * Buffers that may leave their thread with the next message instead of being copied. A weak set beside the arrays, not a wrapper around them,
 * so that a message has one type whether its arrays are moved or copied.
 */
const MOVED = new WeakSet<ArrayBufferLike>();

/**
 * Marks an array to be handed over to another thread: after the message is sent it is empty here. Other ports ignore the mark.
 * The array's whole buffer goes along, so a view of something larger is refused.
 */
export function moved<T extends ArrayBufferView>(array: T): T {
  if (array.byteLength !== array.buffer.byteLength) throw new Error('BUG: a view of a larger buffer can not be moved');
  if (array.buffer instanceof ArrayBuffer) MOVED.add(array.buffer);
  return array;
}

/** The buffers of a message that are marked, each once. */
export function movedBuffers(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(message, found, 0);
  return [...found];
}

function collect(value: unknown, found: Set<ArrayBuffer>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && MOVED.has(value.buffer)) found.add(value.buffer);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') collect(item, found, depth + 1);
  } else {
    for (const key in value) collect((value as Record<string, unknown>)[key], found, depth + 1);
  }
}
