export const text = {
  en: { label: 'PromQL of query {{id}}', text: 'PromQL', placeholder: 'PromQL, for example node_load1. Enter runs, Ctrl-Space completes', hint: '↑↓ choose    Tab accept    Esc close' },
  zh: { label: '查询 {{id}} 的 PromQL', text: 'PromQL', placeholder: 'PromQL，例如 node_load1。按 Enter 运行，Ctrl-空格补全', hint: '↑↓ 选择    Tab 采用    Esc 关闭' },
} as const;
