import { gauge, measure, type Measurement } from './measurement.ts';

/** Fields of os-release that are told, in small letters. */
export const OS_FIELDS = ['build_id', 'id', 'id_like', 'image_id', 'image_version', 'name', 'pretty_name', 'variant', 'variant_id', 'version', 'version_codename', 'version_id'];
const INFO = gauge('node_os_info', `A metric with a constant '1' value labeled by ${OS_FIELDS.join(', ')}.`, OS_FIELDS);
const VERSION = gauge('node_os_version', 'Metric containing the major.minor part of the OS version.', ['id', 'id_like', 'name']);

/**
 * The operating system's name and version from the text of os-release(5): lines `NAME="Debian GNU/Linux"`, quoted as a shell would.
 * returns  node_os_info{…} 1, and node_os_version when VERSION_ID begins with a number
 */
export function parseOsRelease(text: string): Measurement[] {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined) found.set(name.toLowerCase(), unquote(value));
  }
  const out: Measurement[] = [];
  if (found.size === 0) return out;
  measure(out, INFO, 1, OS_FIELDS.map(name => found.get(name) ?? ''));
  const version = Number.parseFloat(/^\d+\.?\d*/.exec(found.get('version_id') ?? '')?.[0] ?? '');
  if (version > 0) measure(out, VERSION, version, VERSION.labelNames.map(name => found.get(name) ?? ''));
  return out;
}

function unquote(text: string): string {
  const quote = text[0];
  if ((quote !== '"' && quote !== "'") || text.length < 2 || !text.endsWith(quote)) return text;
  const inner = text.slice(1, -1);
  return quote === '"' ? inner.replace(/\\(["$`\\])/g, '$1') : inner;
}
