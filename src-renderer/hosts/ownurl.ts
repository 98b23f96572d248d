/** The address of this host for other machines, as far as the page knows it: where it was loaded from, '' in a window without one. */
export function ownUrl(href: string): string {
  const url = new URL(href);
  return /^https?:$/.test(url.protocol) ? url.origin : '';
}

/** Whether an address means, on every machine, that machine itself. */
export function isLoopbackUrl(text: string): boolean {
  const host = URL.parse(text.trim())?.hostname ?? '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);
}
