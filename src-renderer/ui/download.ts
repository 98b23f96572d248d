/** Hands `content` to the browser as a file. A byte order mark goes before CSV, so that spreadsheets read it as UTF-8. */
export function download(name: string, content: string | Blob, type = 'text/plain;charset=utf-8'): void {
  const blob = typeof content === 'string' ? new Blob([type.startsWith('text/csv') ? '\ufeff' : '', content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = safeName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may read it a little later
}

export const downloadCsv = (name: string, text: string): void => download(`${name}.csv`, text, 'text/csv;charset=utf-8');

/** A file's name that every system accepts, at most 120 characters. */
export const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^[. ]+/, '').slice(0, 120) || 'stratoscope';
