export const text = { en: {}, zh: {} } as const;
