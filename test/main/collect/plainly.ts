/** The samples of a page, read in the plainest way: `name{label="value",…}` with the target's labels -> value. An empty label is none. */
export function plainly(text: string, target: Readonly<Record<string, string>>): Map<string, number> {
  return new Map(text.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => {
    const [, name, inside = '', value] = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
    const labels = [...inside.matchAll(/([a-z_A-Z0-9]+)=("(?:[^"\\]|\\.)*")/g)].map(([, label, quoted]) => [label!, JSON.parse(quoted!) as string]);
    const sorted = [...labels.filter(([, text]) => text !== ''), ...Object.entries(target)].sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
    return [`${name}{${sorted.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(',')}}`, value === '+Inf' ? Infinity : Number(value)];
  }));
}
