/** Explore's part of the address: `q` once per query, in their order; a switched-off one has `!` in front (no PromQL begins with it). */
export interface ExploreState {
  readonly queries: readonly { readonly promql: string; readonly off: boolean }[];
  readonly view: 'chart' | 'table';
}

export const readAddress = (parameters: URLSearchParams): ExploreState => ({
  queries: parameters.getAll('q').map(text => ({ promql: text.replace(/^!/, ''), off: text.startsWith('!') })),
  view: parameters.get('view') === 'table' ? 'table' : 'chart',
});

/** The same parameters with Explore's part replaced; what belongs to others, such as the range, stays. */
export function writeAddress(parameters: URLSearchParams, { queries, view }: ExploreState): URLSearchParams {
  const next = new URLSearchParams(parameters);
  next.delete('q');
  for (const { promql, off } of queries) next.append('q', off ? `!${promql}` : promql);
  if (view === 'table') next.set('view', 'table');
  else next.delete('view');
  return next;
}

/** A link's target that opens these queries; `base` is `/explore` with the range, as `useLinkTo` makes it. */
export function exploreLink(base: string, promql: readonly string[]): string {
  const [path = '', search = ''] = base.split('?');
  const parameters = writeAddress(new URLSearchParams(search), { queries: promql.map(text => ({ promql: text, off: false })), view: 'chart' });
  return `${path}?${parameters}`;
}
