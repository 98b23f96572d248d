export const text = { en: { title: 'Explore' }, zh: { title: '探索' } } as const;
