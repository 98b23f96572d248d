/** The nonce under which the page may add style elements: the door writes it into the document. '' when none is asked for. */
export const cspNonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
