/** What a machine sent of its files and of a few programs. */
export interface Sections {
  /** by path without its first slash, as `proc/stat`; what is no file has a name with `@`, as `@date`. Each line ends with a newline */
  readonly texts: ReadonlyMap<string, string>;
  /** both marks were there: nothing is missing at the end */
  readonly whole: boolean;
}

const BEGIN = '@begin:';
const END = '@end:';
const PATH = /^[@/]?[\w./-]{1,200}$/;

/**
 * The output of a scrape: lines `path:text`, between `@begin:` and `@end:`. Since every line names its file, nothing inside a file can pass for another one.
 * A path that begins with neither / nor @ lies below /proc. What stands before the first mark is a shell's greeting.
 */
export function parseSections(output: string): Sections {
  const sections = new Map<string, string[]>();
  const began = output.startsWith(BEGIN) ? 0 : output.indexOf(`\n${BEGIN}`) + 1;
  if (!output.startsWith(BEGIN, began)) return { texts: new Map(), whole: false };
  let prefix = '\n'; // no line begins with it
  let lines: string[] | undefined;
  let whole = false;
  for (let from = began; from < output.length;) {
    const newline = output.indexOf('\n', from);
    const to = newline < 0 ? output.length : newline;
    if (output.startsWith(END, from)) { whole = true; break; }
    if (!output.startsWith(prefix, from)) {
      const colon = output.indexOf(':', from);
      prefix = colon < 0 || colon > to ? '\n' : output.slice(from, colon + 1);
      lines = prefix === '\n' ? undefined : sectionOf(sections, prefix.slice(0, -1));
    }
    lines?.push(output.slice(from + prefix.length, to));
    from = to + 1;
  }
  return { texts: new Map(Array.from(sections, ([path, text]) => [path, `${text.join('\n')}\n`])), whole };
}

function sectionOf(sections: Map<string, string[]>, path: string): string[] | undefined {
  if (!PATH.test(path)) return undefined;
  const name = path.startsWith('/') ? path.slice(1) : path.startsWith('@') ? path : `proc/${path}`;
  let lines = sections.get(name);
  if (lines === undefined) sections.set(name, lines = []);
  return lines;
}
