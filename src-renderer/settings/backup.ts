/** What is typed at a terminal of the host's computer to make a workspace of a backup. */
export const restoreCommand = (folder: string): string => `stratoscope restore ${shellWord(folder)} --data-dir NEW-FOLDER`;

/** As a POSIX shell reads it back. */
const shellWord = (text: string): string => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Share of a copy, 0..100; before its size is known, nothing. */
export const shareOf = ({ copiedBytes, totalBytes }: { readonly copiedBytes: number; readonly totalBytes: number }): number => totalBytes > 0 ? Math.min(100, copiedBytes / totalBytes * 100) : 0;
