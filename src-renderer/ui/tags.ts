/** Tags as typed, one `name=value` each; a tag without `=` is true. */
export const tagsOf = (texts: readonly string[]): Record<string, string> => Object.fromEntries(texts.map(text => text.trim()).filter(text => text !== '').map(text => {
  const at = text.indexOf('=');
  return at < 0 ? [text, 'true'] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}));

export const tagTexts = (tags: Readonly<Record<string, string>>): readonly string[] => Object.entries(tags).map(([name, value]) => `${name}=${value}`);
