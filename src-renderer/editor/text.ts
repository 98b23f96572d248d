export const text = {
  en: { label: 'PromQL of query {{id}}', placeholder: 'A PromQL expression; Ctrl-Space completes' },
  zh: { label: '查询 {{id}} 的 PromQL', placeholder: 'PromQL 表达式；Ctrl-空格补全' },
} as const;
