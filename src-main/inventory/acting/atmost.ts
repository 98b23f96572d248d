/** Results in the order of the things, at most `count` under way at a time. A rejection rejects all, at once. */
export async function atMost<T, R>(count: number, things: readonly T[], run: (thing: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(things.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < things.length; i = next++) results[i] = await run(things[i]!, i);
  };
  await Promise.all(Array.from({ length: Math.min(count, things.length) }, worker));
  return results;
}
